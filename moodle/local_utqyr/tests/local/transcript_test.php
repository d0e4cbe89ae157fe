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

        $standing = transcript::of_student($this->student->id);
        $this->assertSame(['6'], array_column($standing, 'credits'));
        $this->assertSame(['5', '6'], array_column(transcript::history($this->student->id, 'A'), 'credits'));
        $this->assertSame('Datenbanken', $standing[0]->originals[0]['title']);
    }

    public function test_waiting_lines_come_first_and_closed_ones_not_at_all(): void {
        $this->generator->create_line($this->student, 'A');
        $this->generator->create_line($this->student, 'case:1', ['status' => 'waiting', 'reasons' => ['failed']]);
        $this->generator->create_line($this->student, 'case:2', ['status' => 'waiting']);
        $this->generator->create_line($this->student, 'case:2', ['status' => 'closed', 'fingerprint' => '2']);
        $this->generator->create_line($this->generator->create_student(), 'B');

        $standing = transcript::of_student($this->student->id);

        $this->assertSame(['case:1', 'A'], array_column($standing, 'entrykey'));
        $this->assertSame(['failed'], $standing[0]->reasons);
    }

    public function test_a_course_shows_the_lines_of_its_students(): void {
        $course = $this->generator->create_component('DB101');
        $another = $this->generator->create_student([$course]);
        $this->generator->create_line($this->student, 'DB101', ['component' => 'DB101']);
        $this->generator->create_line($another, 'DB101', ['component' => 'DB101']);
        $this->generator->create_line($another, 'X');

        $this->assertEqualsCanonicalizing(
            [$this->student->id, $another->id],
            array_column(transcript::in_course($course->id), 'userid')
        );
    }
}
