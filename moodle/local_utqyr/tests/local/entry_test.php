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

/**
 * Transcript lines are read strictly.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\local\entry
 */
final class entry_test extends \basic_testcase {
    /**
     * Make an entry.
     *
     * @param array $more
     * @return entry
     */
    private static function made(array $more): entry {
        return new entry(json_encode($more + ['key' => 'k', 'status' => 'recognised', 'fingerprint' => 'f']));
    }

    /**
     * Contents that cannot be stored.
     *
     * @return array[]
     */
    public static function faults(): array {
        return [
            [['key' => '']],
            [['key' => str_repeat('x', 101)]],
            [['fingerprint' => ' ']],
            [['status' => 'done']],
            [['credits' => 5]],
            [['credits' => str_repeat('1', 21)]],
            [['starts' => '2025-02-30']],
            [['ends' => 'tomorrow']],
            [['decidedat' => '2025-02-28']],
            [['originals' => 'none']],
            [['originals' => [['grade' => 1.7]]]],
            [['reasons' => 'unmapped-course']],
        ];
    }

    /**
     * A content that cannot be stored has a fault.
     *
     * @dataProvider faults
     * @param array $more
     */
    public function test_what_cannot_be_stored_is_a_fault(array $more): void {
        $this->assertNotSame('', self::made($more)->fault());
    }

    public function test_what_is_no_json_object_is_a_fault(): void {
        foreach (['', '{', '"text"', '5', 'null'] as $json) {
            $this->assertNotSame('', (new entry($json))->fault());
        }
    }

    public function test_what_is_absent_is_empty_and_what_is_unknown_is_left_out(): void {
        $entry = self::made(['unheard' => 'of', 'credits' => null]);

        $this->assertSame('', $entry->fault());
        $this->assertSame('', $entry->get('credits'));
        $this->assertFalse(property_exists($entry->as_row(), 'unheard'));
    }

    public function test_a_row_gives_the_lists_back(): void {
        $original = ['code' => 'INF', 'title' => 'Қазақ тілі "А"', 'grade' => '1,7', 'gradescheme' => '', 'credits' => '',
            'creditsscheme' => '', 'term' => '', 'status' => ''];
        $row = self::made(['originals' => [$original], 'reasons' => ['failed'], 'decidedat' => '2026-02-28T10:00:00.5+05:00'])
            ->as_row();

        $this->assertSame(strtotime('2026-02-28T05:00:00Z'), $row->decidedat);
        $this->assertSame([[$original], ['failed']], [entry::from_row($row)->originals, entry::from_row($row)->reasons]);
    }
}
