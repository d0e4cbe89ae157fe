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

namespace local_utqyr\local;

use core_external\external_api;
use local_utqyr\external\put_results;

/**
 * Nothing of anybody else's is written over, whenever it came to stand there.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\local\judgement
 * @covers     \local_utqyr\local\request
 * @covers     \local_utqyr\local\result_writer
 */
final class judgement_test extends \advanced_testcase {
    /** @var \local_utqyr_generator */
    private $generator;

    /** @var \stdClass course DB101 */
    private $course;

    /** @var \stdClass[] two students, enrolled in it */
    private $students;

    /** @var array item, student and mark of a teacher who comes between two records */
    private static $teacher;

    /**
     * Make a course and students, and act as the service.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->libdir . '/gradelib.php');
        $this->resetAfterTest();
        $this->generator = $this->getDataGenerator()->get_plugin_generator('local_utqyr');
        $this->course = $this->generator->create_component('DB101');
        $this->students = [
            $this->generator->create_student([$this->course]),
            $this->generator->create_student([$this->course]),
        ];
        $this->generator->be_the_service();
    }

    /**
     * Observe nothing any more.
     */
    protected function tearDown(): void {
        \core\event\manager::phpunit_reset();
        parent::tearDown();
    }

    /**
     * Call the service.
     *
     * @param array ...$records
     * @return array[] receipts
     */
    private function put(array ...$records): array {
        $answer = put_results::execute($records);

        return external_api::clean_returnvalue(put_results::execute_returns(), $answer)['receipts'];
    }

    /**
     * Change a mark as a teacher does, once.
     *
     * @param \core\event\base $event
     */
    public static function change_a_mark(\core\event\base $event): void {
        if (self::$teacher) {
            [$item, $userid, $mark] = self::$teacher;
            self::$teacher = null;
            $item->update_final_grade($userid, $mark, 'manual');
        }
    }

    /**
     * What a teacher does to a mark of ours between two records of a call.
     *
     * @return array[]
     */
    public static function changes(): array {
        return ['another mark' => [60, '60'], 'taken away' => [null, null]];
    }

    /**
     * A change that came after the batch was looked up is seen, told and left alone.
     *
     * @dataProvider changes
     * @param int|null $mark
     * @param string|null $told
     */
    public function test_a_change_in_the_middle_of_a_call_is_a_conflict(?int $mark, ?string $told): void {
        [$first, $second] = $this->students;
        $this->put($this->generator->record($second, 'DB101', '80'));
        $item = \grade_item::fetch(['courseid' => $this->course->id, 'idnumber' => 'utqyr']);
        self::$teacher = [$item, $second->id, $mark];
        \core\event\manager::phpunit_replace_observers([[
            'eventname' => '\\local_utqyr\\event\\result_delivered',
            'callback' => self::class . '::change_a_mark',
        ]]);

        $receipts = $this->put(
            $this->generator->record($first, 'DB101', '70'),
            $this->generator->record($second, 'DB101', '85', '80')
        );

        $this->assertSame(['written', 'conflict'], array_column($receipts, 'verdict'));
        $this->assertSame([$told, $told], [$receipts[1]['before'], $receipts[1]['now']]);
        $grade = \grade_grade::fetch(['itemid' => $item->id, 'userid' => $second->id]);
        $this->assertEquals($mark, $grade->finalgrade);
    }

    /**
     * What is no percentage cannot have been written by us, and is not taken for nothing.
     */
    public function test_an_expectation_that_cannot_be_read_fits_nothing(): void {
        $receipt = $this->put($this->generator->record($this->students[0], 'DB101', '85', 'eighty'))[0];

        $this->assertSame(['conflict', null], [$receipt['verdict'], $receipt['now']]);
    }

    /**
     * A fingerprint names the content: none, or one that cannot be kept, is refused.
     */
    public function test_a_record_without_a_fingerprint_that_can_be_kept_is_refused(): void {
        [$first, $second] = $this->students;

        $receipts = $this->put(
            ['fingerprint' => ''] + $this->generator->record($first, 'DB101', '70'),
            ['fingerprint' => str_repeat('f', 256)] + $this->generator->record($second, 'DB101', '70')
        );

        $this->assertSame(['home-refused', 'home-refused'], array_column($receipts, 'code'));
    }

    /**
     * Neither a line nor a mark that a call has twice is settled by order.
     */
    public function test_a_line_or_a_mark_given_twice_is_refused_twice(): void {
        [$first, $second] = $this->students;
        $line = ['studentnumber' => $first->idnumber, 'component' => '', 'fingerprint' => 'f'];
        $mark = $this->generator->record($second, 'DB101', '70');
        unset($mark['entry']);

        $receipts = $this->put(
            $line + ['entry' => $this->generator->entry('case:1', ['fingerprint' => 'one'])],
            $line + ['entry' => $this->generator->entry('case:1', ['fingerprint' => 'two'])],
            $mark,
            ['grade' => ['percent' => '80']] + $mark
        );

        $this->assertSame(array_fill(0, 4, 'home-refused'), array_column($receipts, 'code'));
    }
}
