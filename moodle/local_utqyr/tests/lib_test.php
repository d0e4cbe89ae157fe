<?php
// This file is part of Moodle - http://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <http://www.gnu.org/licenses/>.

namespace local_utqyr;

use core_user\output\myprofile\tree;

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->dirroot . '/local/utqyr/lib.php');

/**
 * Who is shown the way to which page.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     ::local_utqyr_myprofile_navigation
 * @covers     ::local_utqyr_extend_navigation_course
 */
final class lib_test extends \advanced_testcase {
    /**
     * Start from nothing.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
    }

    /**
     * Tell whether a profile leads to the student's page.
     *
     * @param \stdClass $of whose profile
     * @param \stdClass $to who looks
     * @return bool
     */
    private function leads(\stdClass $of, \stdClass $to): bool {
        $this->setUser($to);
        $tree = new tree();
        $tree->add_category(new \core_user\output\myprofile\category('reports', 'Reports'));
        local_utqyr_myprofile_navigation($tree, $of, $of->id === $to->id, null);

        return array_key_exists('local_utqyr', $tree->nodes);
    }

    /**
     * Students find their own page, nobody else's; managers find everybody's.
     */
    public function test_a_profile_leads_to_the_page_for_those_who_may_see_it(): void {
        $student = $this->getDataGenerator()->create_user();
        $other = $this->getDataGenerator()->create_user();
        $manager = $this->getDataGenerator()->create_user();
        $this->getDataGenerator()->role_assign('manager', $manager->id);

        $this->assertTrue($this->leads($student, $student));
        $this->assertFalse($this->leads($student, $other));
        $this->assertTrue($this->leads($student, $manager));
    }

    /**
     * A course leads to its report for teachers, where it has a component code.
     */
    public function test_a_course_leads_to_its_report_for_teachers(): void {
        $course = $this->getDataGenerator()->create_course(['idnumber' => 'ECO2201']);
        $plain = $this->getDataGenerator()->create_course();
        $teacher = $this->getDataGenerator()->create_and_enrol($course, 'teacher');
        $this->getDataGenerator()->enrol_user($teacher->id, $plain->id, 'teacher');
        $student = $this->getDataGenerator()->create_and_enrol($course, 'student');

        $this->assertTrue($this->course_leads($course, $teacher));
        $this->assertFalse($this->course_leads($plain, $teacher));
        $this->assertFalse($this->course_leads($course, $student));
    }

    /**
     * Tell whether a course leads to its report.
     *
     * @param \stdClass $course
     * @param \stdClass $to who looks
     * @return bool
     */
    private function course_leads(\stdClass $course, \stdClass $to): bool {
        $this->setUser($to);
        $node = new \navigation_node(['text' => 'course', 'type' => \navigation_node::TYPE_COURSE]);
        local_utqyr_extend_navigation_course($node, $course, \context_course::instance($course->id));

        return $node->get('local_utqyr') !== false;
    }
}
