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

namespace local_utqyr\external;

use core_external\external_api;

/**
 * What reading results promises.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\external\get_results
 * @covers     \local_utqyr\local\place_finder
 * @covers     \local_utqyr\local\result_reader
 */
final class get_results_test extends \advanced_testcase {
    /** @var \local_utqyr_generator */
    private $generator;

    /** @var \stdClass course DB101 */
    private $course;

    /** @var \stdClass enrolled in it */
    private $student;

    /**
     * Make a course and a student, and act as the service.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->libdir . '/gradelib.php');
        $this->resetAfterTest();
        $this->generator = $this->getDataGenerator()->get_plugin_generator('local_utqyr');
        $this->course = $this->generator->create_component('DB101');
        $this->student = $this->generator->create_student([$this->course]);
        $this->generator->be_the_service();
    }

    /**
     * Read places.
     *
     * @param array ...$places
     * @return array[]
     */
    private function read(array ...$places): array {
        $answer = get_results::execute($places);

        return external_api::clean_returnvalue(get_results::execute_returns(), $answer)['results'];
    }

    /**
     * Read the student's place.
     *
     * @return array
     */
    private function here(): array {
        return $this->read([
            'studentnumber' => $this->student->idnumber, 'component' => 'DB101', 'entrykey' => 'DB101',
        ])[0];
    }

    public function test_where_nothing_was_written_nothing_stands(): void {
        $this->assertSame([null, '', false, '', 0, '', ''], [
            $this->here()['percent'],
            $this->here()['code'],
            $this->here()['hidden'],
            $this->here()['fingerprint'],
            $this->here()['entryversion'],
            $this->here()['entryfingerprint'],
            $this->here()['entrystatus'],
        ]);
        $this->assertFalse(\grade_item::fetch(['courseid' => $this->course->id, 'itemtype' => 'manual']));
    }

    public function test_what_was_written_can_be_read_at_once(): void {
        put_results::execute([$this->generator->record($this->student, 'DB101', '66.67')]);

        $this->assertSame(['66.67', 'result-66.67', 1, 'line-66.67', 'recognised'], [
            $this->here()['percent'],
            $this->here()['fingerprint'],
            $this->here()['entryversion'],
            $this->here()['entryfingerprint'],
            $this->here()['entrystatus'],
        ]);
    }

    public function test_what_stands_behind_a_lock_is_read(): void {
        put_results::execute([$this->generator->record($this->student, 'DB101', '80')]);
        \grade_item::fetch(['courseid' => $this->course->id, 'idnumber' => 'utqyr'])->set_locked(1);

        $this->assertSame(['80', 'home-item-locked'], [$this->here()['percent'], $this->here()['code']]);
    }

    public function test_marks_beyond_the_range_are_read_as_they_are(): void {
        global $CFG;

        $CFG->unlimitedgrades = 1;
        $this->generator->create_item($this->course, ['grademax' => 50])
            ->update_final_grade($this->student->id, 60, 'manual');

        $this->assertSame('120', $this->here()['percent']);
    }

    public function test_obstacles_are_told_in_the_order_asked(): void {
        $outsider = $this->generator->create_student();

        $results = $this->read(
            ['studentnumber' => 'nobody', 'component' => 'DB101'],
            ['studentnumber' => $outsider->idnumber, 'component' => 'DB101'],
            ['studentnumber' => $this->student->idnumber, 'component' => 'NOWHERE'],
            ['studentnumber' => $this->student->idnumber, 'component' => ''],
            ['studentnumber' => $this->student->idnumber, 'component' => 'DB101']
        );

        $this->assertSame(
            ['home-unknown-student', 'home-not-enrolled', 'home-unknown-component', '', ''],
            array_column($results, 'code')
        );
        $this->assertSame('nobody', $results[0]['studentnumber']);
    }

    public function test_a_hidden_activity_hides_its_mark(): void {
        $assignment = $this->getDataGenerator()->create_module('assign', [
            'course' => $this->course->id, 'cmidnumber' => 'utqyr', 'grade' => 100,
        ]);
        set_coursemodule_visible($assignment->cmid, 0);

        $this->assertTrue($this->here()['hidden']);
    }

    public function test_a_renamed_course_keeps_its_mark_under_the_new_code(): void {
        global $DB;

        put_results::execute([$this->generator->record($this->student, 'DB101', '80')]);
        $DB->set_field('course', 'idnumber', 'DB102', ['id' => $this->course->id]);

        $old = $this->here();
        $new = $this->read(['studentnumber' => $this->student->idnumber, 'component' => 'DB102'])[0];

        $this->assertSame([null, 'home-unknown-component'], [$old['percent'], $old['code']]);
        $this->assertSame(['80', 'result-80'], [$new['percent'], $new['fingerprint']]);
    }

    public function test_many_places_are_read_in_parts(): void {
        $places = array_fill(0, 1000, ['studentnumber' => $this->student->idnumber, 'component' => 'DB101']);
        put_results::execute([$this->generator->record($this->student, 'DB101', '80')]);

        $results = $this->read(...$places);

        $this->assertSame(['80'], array_unique(array_column($results, 'percent')));
        $this->assertCount(1000, $results);
    }

    public function test_more_than_a_thousand_places_are_refused(): void {
        $this->expectExceptionObject(new \moodle_exception('toomanyrecords', 'local_utqyr', '', 1000));
        $this->read(...array_fill(0, 1001, ['studentnumber' => 'x']));
    }

    public function test_nobody_else_may_read(): void {
        $this->setUser($this->getDataGenerator()->create_user());

        $this->expectException(\required_capability_exception::class);
        $this->read();
    }
}
