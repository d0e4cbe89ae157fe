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
 * Percentages lose nothing on their way.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\local\percentage
 */
final class percentage_test extends \basic_testcase {
    /**
     * Ranges of grade items, the smallest one among them.
     *
     * @return array[]
     */
    public static function ranges(): array {
        return [[0, 100], [0, 10], [1, 5], [-5, 5], [0, 0.2], [0, 350.5]];
    }

    /**
     * Every percentage comes back from every range as the database keeps it.
     *
     * @dataProvider ranges
     * @param float $minimum
     * @param float $maximum
     */
    public function test_every_percentage_comes_back(float $minimum, float $maximum): void {
        for ($hundredths = 0; $hundredths <= 10000; $hundredths++) {
            $stored = sprintf('%.5F', percentage::onto_range($hundredths, $minimum, $maximum));
            if (percentage::from_range((float) $stored, $minimum, $maximum) !== $hundredths) {
                $this->fail("$hundredths did not come back");
            }
        }
        $this->assertSame(10000, percentage::from_range($maximum, $minimum, $maximum));
    }

    public function test_texts_are_read_and_written_alike(): void {
        foreach (['0', '0.01', '0.1', '7', '66.67', '85.5', '100'] as $text) {
            $this->assertSame($text, percentage::to_text(percentage::from_text($text)));
        }
        $this->assertSame(8550, percentage::from_text('85.50'));
        $this->assertNull(percentage::from_text('100.01'));
    }

    public function test_what_lies_beyond_is_written_too(): void {
        $this->assertSame(['-5', '-0.5', '120', null], array_map(
            [percentage::class, 'to_text'],
            [-500, -50, 12000, null]
        ));
    }
}
