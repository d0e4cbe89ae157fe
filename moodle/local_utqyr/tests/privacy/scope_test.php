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

namespace local_utqyr\privacy;

use core_privacy\local\metadata\collection;
use core_privacy\local\request\approved_contextlist;
use core_privacy\local\request\writer;
use core_privacy\tests\provider_testcase;

/**
 * Everything about people is told, and nothing beyond a student's own context is touched.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\privacy\provider
 */
final class scope_test extends provider_testcase {
    /**
     * Columns that name rows and digests say nothing of a person by themselves; every other one is told.
     */
    public function test_every_column_is_told_but_numbers_and_digests(): void {
        global $DB;

        $silent = ['id', 'fingerprint', 'itemid', 'lineid', 'creditsscheme'];
        foreach (provider::get_metadata(new collection('local_utqyr'))->get_collection() as $item) {
            if (strpos($item->get_name(), 'local_utqyr_') === 0) {
                $columns = array_diff(array_keys($DB->get_columns($item->get_name())), $silent);
                $this->assertEqualsCanonicalizing($columns, array_keys($item->get_privacy_fields()));
            }
        }
    }

    /**
     * Another person's context is neither exported from nor erased in, and exports name no staff.
     */
    public function test_only_the_students_own_context_is_touched(): void {
        global $DB;

        $this->resetAfterTest();
        $generator = $this->getDataGenerator()->get_plugin_generator('local_utqyr');
        $student = $generator->create_student();
        $other = \context_user::instance($generator->create_student()->id);
        $generator->create_line($student, 'case:1', ['status' => 'waiting', 'reasons' => ['failed']]);
        $list = new approved_contextlist($student, 'local_utqyr', [$other->id]);

        provider::export_user_data($list);
        provider::delete_data_for_user($list);

        $this->assertFalse(writer::with_context($other)->has_any_data());
        $this->assertSame(1, $DB->count_records('local_utqyr_line', ['userid' => $student->id]));
        $own = \context_user::instance($student->id);
        $this->export_context_data_for_user($student->id, $own, 'local_utqyr');
        $path = [get_string('pluginname', 'local_utqyr'), get_string('transcript', 'local_utqyr')];
        $this->assertArrayNotHasKey('usermodified', (array) writer::with_context($own)->get_data($path)->lines[0]);
    }
}
