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
use core_privacy\local\request\approved_userlist;
use core_privacy\local\request\userlist;
use core_privacy\local\request\writer;
use core_privacy\tests\provider_testcase;
use local_utqyr\external\put_results;

/**
 * Personal data is told, exported and erased.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\privacy\provider
 */
final class provider_test extends provider_testcase {
    /** @var \stdClass has a recognised result and one that waits */
    private $student;

    /** @var \stdClass has a recognised result */
    private $another;

    /**
     * Deliver something about two students.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $generator = $this->getDataGenerator()->get_plugin_generator('local_utqyr');
        $course = $generator->create_component('DB101');
        $this->student = $generator->create_student([$course]);
        $this->another = $generator->create_student([$course]);
        $generator->be_the_service();
        put_results::execute([
            $generator->record($this->student, 'DB101', '80'),
            $generator->record($this->another, 'DB101', '70'),
        ]);
        $generator->create_line($this->student, 'case:1', ['status' => 'waiting', 'reasons' => ['failed']]);
    }

    /**
     * Give somebody's own context.
     *
     * @param \stdClass $user
     * @return \context_user
     */
    private static function own(\stdClass $user): \context_user {
        return \context_user::instance($user->id);
    }

    /**
     * Count what is kept about somebody.
     *
     * @param \stdClass $user
     * @return int[] lines and receipts
     */
    private static function kept(\stdClass $user): array {
        global $DB;

        return [
            $DB->count_records('local_utqyr_line', ['userid' => $user->id]),
            $DB->count_records('local_utqyr_receipt', ['userid' => $user->id]),
        ];
    }

    public function test_every_column_about_people_is_told_in_words(): void {
        global $DB;

        $items = provider::get_metadata(new collection('local_utqyr'))->get_collection();

        $this->assertCount(3, $items);
        foreach ($items as $item) {
            $this->assertTrue(get_string_manager()->string_exists($item->get_summary(), 'local_utqyr'));
            foreach ($item->get_privacy_fields() ?? [] as $column => $words) {
                $this->assertArrayHasKey($column, $DB->get_columns($item->get_name()));
                $this->assertTrue(get_string_manager()->string_exists($words, 'local_utqyr'), $words);
            }
        }
    }

    public function test_data_is_found_in_the_students_own_context(): void {
        $contexts = provider::get_contexts_for_userid($this->student->id);

        $this->assertEquals([self::own($this->student)->id], $contexts->get_contextids());
        $this->assertEmpty(provider::get_contexts_for_userid(get_admin()->id)->get_contextids());
        $users = new userlist(self::own($this->student), 'local_utqyr');
        provider::get_users_in_context($users);
        $this->assertEquals([$this->student->id], $users->get_userids());
        $users = new userlist(\context_system::instance(), 'local_utqyr');
        provider::get_users_in_context($users);
        $this->assertEmpty($users->get_userids());
    }

    public function test_lines_and_receipts_are_exported(): void {
        $this->export_context_data_for_user($this->student->id, self::own($this->student), 'local_utqyr');

        $writer = writer::with_context(self::own($this->student));
        $name = get_string('pluginname', 'local_utqyr');
        $lines = $writer->get_data([$name, get_string('transcript', 'local_utqyr')])->lines;
        $this->assertSame(['DB101', 'case:1'], array_column($lines, 'entrykey'));
        $this->assertSame('Datenbanken', $lines[0]->originals[0]['title']);
        $this->assertSame(['failed'], $lines[1]->reasons);
        $this->assertCount(2, $writer->get_data([$name, get_string('receipts', 'local_utqyr')])->receipts);
    }

    public function test_one_students_data_is_erased(): void {
        $list = new approved_contextlist($this->student, 'local_utqyr', [self::own($this->student)->id]);

        provider::delete_data_for_user($list);

        $this->assertSame([[0, 0], [1, 1]], [self::kept($this->student), self::kept($this->another)]);
    }

    public function test_several_students_data_is_erased(): void {
        $list = new approved_userlist(self::own($this->student), 'local_utqyr', [$this->student->id, $this->another->id]);

        provider::delete_data_for_users($list);

        $this->assertSame([[0, 0], [1, 1]], [self::kept($this->student), self::kept($this->another)]);
    }

    public function test_everything_in_a_context_is_erased(): void {
        provider::delete_data_for_all_users_in_context(\context_system::instance());
        $this->assertSame([2, 2], self::kept($this->student));

        provider::delete_data_for_all_users_in_context(self::own($this->student));
        $this->assertSame([[0, 0], [1, 1]], [self::kept($this->student), self::kept($this->another)]);
    }
}
