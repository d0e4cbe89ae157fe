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

namespace local_utqyr\search;

use core_search\manager;

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->dirroot . '/search/tests/fixtures/testable_core_search.php');

/**
 * What the global search promises.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\search\line
 */
final class line_test extends \advanced_testcase {
    /** @var \local_utqyr_generator */
    private $generator;

    /** @var line */
    private $area;

    /**
     * Switch the search on.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        set_config('enableglobalsearch', true);
        \testable_core_search::instance();
        $this->area = manager::get_search_area(manager::generate_areaid('local_utqyr', 'line'));
        $this->generator = $this->getDataGenerator()->get_plugin_generator('local_utqyr');
    }

    /**
     * Read what is indexed.
     *
     * @param \context|null $context
     * @return \stdClass[]
     */
    private function indexed(?\context $context = null): array {
        $rows = $this->area->get_document_recordset(0, $context);
        $found = iterator_to_array($rows, false);
        $rows->close();

        return $found;
    }

    /**
     * Titles of every language and the host's words are found, the mark is not.
     */
    public function test_titles_are_found_and_marks_are_not(): void {
        $this->generator->create_line($this->generator->create_student(), 'ECO2201', ['letter' => 'B+', 'percent' => '87.31']);

        $content = $this->area->get_document($this->indexed()[0])->get('content');

        foreach (['Деректер қоры', 'Базы данных', 'Databases', 'Universität zu Köln', 'Datenbanken', 'INF-101'] as $text) {
            $this->assertStringContainsString($text, $content);
        }
        $this->assertStringNotContainsString('87.31', $content);
        $this->assertStringNotContainsString('B+', $content);
    }

    /**
     * Only the student and those who may see every student find a line.
     */
    public function test_others_do_not_find_a_line(): void {
        $student = $this->generator->create_student();
        $this->generator->create_line($student, 'ECO2201');
        $id = $this->indexed()[0]->id;

        $this->setUser($student);
        $this->assertSame(manager::ACCESS_GRANTED, $this->area->check_access($id));
        $this->setUser($this->getDataGenerator()->create_user());
        $this->assertSame(manager::ACCESS_DENIED, $this->area->check_access($id));
        $this->setAdminUser();
        $this->assertSame(manager::ACCESS_GRANTED, $this->area->check_access($id));
    }

    /**
     * Versions that no longer stand are dropped from the index.
     */
    public function test_an_older_version_is_not_found(): void {
        $student = $this->generator->create_student();
        $this->generator->create_line($student, 'ECO2201', ['fingerprint' => 'a']);
        $this->generator->create_line($student, 'ECO2201', ['fingerprint' => 'b']);
        $this->setUser($student);

        $access = array_map(function (\stdClass $row): int {
            return $this->area->check_access($row->id);
        }, $this->indexed());

        $this->assertSame([manager::ACCESS_DELETED, manager::ACCESS_GRANTED], $access);
    }

    /**
     * One student's context holds that student's lines.
     */
    public function test_a_context_holds_its_own_lines(): void {
        $student = $this->generator->create_student();
        $this->generator->create_line($student, 'ECO2201');
        $this->generator->create_line($this->generator->create_student(), 'ECO2201');

        $this->assertCount(1, $this->indexed(\context_user::instance($student->id)));
        $this->assertCount(2, $this->indexed());
    }
}
