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
 * Transcripts keep every version, and show the newest.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\local\transcript
 */
final class transcript_test extends \advanced_testcase {
    /** @var \local_utqyr_generator */
    private $generator;

    /** @var \stdClass */
    private $student;

    /**
     * Make a student.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->generator = $this->getDataGenerator()->get_plugin_generator('local_utqyr');
        $this->student = $this->generator->create_student();
    }

    public function test_the_newest_version_stands_and_the_others_stay(): void {
        $this->generator->create_line($this->student, 'A', ['fingerprint' => '1', 'credits' => '5']);
        $this->generator->create_line($this->student, 'A', ['fingerprint' => '2', 'credits' => '6']);
        $this->generator->create_line($this->student, 'A', ['fingerprint' => '2', 'credits' => '7']);

        [$versions] = transcript::versions_of_student((int) $this->student->id);

        $this->assertSame(['5', '6'], array_column($versions, 'credits'));
        $this->assertSame('Datenbanken', $versions[1]->originals[0]['title']);
    }

    public function test_lines_keep_the_order_in_which_they_were_first_written(): void {
        $this->generator->create_line($this->student, 'B');
        $this->generator->create_line($this->student, 'case:1', ['status' => 'waiting', 'reasons' => ['failed']]);
        $this->generator->create_line($this->student, 'B', ['fingerprint' => '2']);
        $this->generator->create_line($this->generator->create_student(), 'A');

        $lines = transcript::versions_of_student((int) $this->student->id);

        $this->assertSame([['B', 'B'], ['case:1']], array_map(static function (array $versions): array {
            return array_column($versions, 'entrykey');
        }, $lines));
        $this->assertSame(['failed'], $lines[1][0]->reasons);
    }
}
