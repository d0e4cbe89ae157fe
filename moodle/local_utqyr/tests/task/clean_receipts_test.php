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

namespace local_utqyr\task;

use local_utqyr\external\put_results;

/**
 * The clean-up deletes old receipts and nothing else.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\task\clean_receipts
 * @covers     \local_utqyr\local\receipts
 */
final class clean_receipts_test extends \advanced_testcase {
    /**
     * Deliver three marks to one place and one to another, long ago.
     */
    private function deliver_long_ago(): void {
        global $DB;

        $this->resetAfterTest();
        $generator = $this->getDataGenerator()->get_plugin_generator('local_utqyr');
        $course = $generator->create_component('DB101');
        [$one, $another] = [$generator->create_student([$course]), $generator->create_student([$course])];
        $generator->be_the_service();
        put_results::execute([$generator->record($one, 'DB101', '60')]);
        put_results::execute([$generator->record($one, 'DB101', '70', '60')]);
        put_results::execute([$generator->record($one, 'DB101', '80', '70')]);
        put_results::execute([$generator->record($another, 'DB101', '90')]);
        $DB->set_field('local_utqyr_receipt', 'timecreated', time() - 10 * DAYSECS, []);
    }

    /**
     * Run the task.
     */
    private function clean(): void {
        ob_start();
        (new clean_receipts())->execute();
        ob_end_clean();
    }

    public function test_old_receipts_go_but_the_newest_of_each_place_and_every_line_stay(): void {
        global $DB;

        $this->deliver_long_ago();
        set_config('receiptdays', 9, 'local_utqyr');

        $this->clean();

        $this->assertSame(['80', '90'], $DB->get_fieldset_sql('SELECT percentnow FROM {local_utqyr_receipt} ORDER BY id'));
        $this->assertSame(4, $DB->count_records('local_utqyr_line'));
    }

    public function test_younger_receipts_stay(): void {
        global $DB;

        $this->deliver_long_ago();
        set_config('receiptdays', 11, 'local_utqyr');

        $this->clean();

        $this->assertSame(4, $DB->count_records('local_utqyr_receipt'));
    }

    public function test_receipts_may_be_kept_for_ever(): void {
        global $DB;

        $this->deliver_long_ago();
        set_config('receiptdays', 0, 'local_utqyr');

        $this->clean();

        $this->assertSame(4, $DB->count_records('local_utqyr_receipt'));
        $this->assertNotEmpty((new clean_receipts())->get_name());
    }
}
