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

namespace local_utqyr\output;

/**
 * What a student's page promises.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\output\transcript_page
 */
final class transcript_page_test extends \advanced_testcase {
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

    /**
     * Give what the template gets.
     *
     * @return array
     */
    private function exported(): array {
        global $PAGE;

        return (new transcript_page($this->student, null, null))->export_for_template($PAGE->get_renderer('core'));
    }

    /**
     * Write the page.
     *
     * @return string HTML
     */
    private function html(): string {
        global $OUTPUT;

        return $OUTPUT->render_from_template('local_utqyr/transcript_page', $this->exported());
    }

    /**
     * A student for whom nothing came is told so.
     */
    public function test_a_student_without_results_is_told_so(): void {
        $this->assertTrue($this->exported()['nothing']);
        $this->assertStringContainsString(get_string('nothingyet', 'local_utqyr'), $this->html());
    }

    /**
     * What waits is apart from what counts, with its reasons in words.
     */
    public function test_what_waits_stands_apart_with_its_reasons(): void {
        $this->generator->create_line($this->student, 'ECO2201');
        $waiting = ['status' => 'waiting', 'reasons' => ['unmapped-course', 'from-a-later-release']];
        $this->generator->create_line($this->student, 'case:1', $waiting);

        $page = $this->exported();

        $this->assertCount(1, $page['stays'][0]['lines']);
        $this->assertSame(
            [get_string('reason_unmapped-course', 'local_utqyr'), 'from-a-later-release'],
            $page['waiting'][0]['reasons']
        );
    }

    /**
     * A waiting line that was settled elsewhere is gone from the page.
     */
    public function test_a_closed_line_is_gone(): void {
        $this->generator->create_line($this->student, 'case:1', ['status' => 'waiting', 'fingerprint' => 'a']);
        $this->generator->create_line($this->student, 'case:1', ['status' => 'closed', 'fingerprint' => 'b']);

        $this->assertTrue($this->exported()['nothing']);
    }

    /**
     * A correction shows the new mark, and the old one among earlier versions.
     */
    public function test_a_correction_keeps_the_earlier_version_in_sight(): void {
        $this->generator->create_line($this->student, 'ECO2201', ['letter' => 'B', 'fingerprint' => 'a']);
        $this->generator->create_line($this->student, 'ECO2201', ['letter' => 'A-', 'fingerprint' => 'b']);

        $line = $this->exported()['stays'][0]['lines'][0];

        $this->assertSame(['A-', 2, ['B']], [$line['letter'], $line['version'], array_column($line['earlier'], 'letter')]);
    }

    /**
     * What was taken back is shown, and its credits do not count.
     */
    public function test_withdrawn_credits_do_not_count(): void {
        $this->generator->create_line($this->student, 'ECO2201', ['credits' => '2.5']);
        $this->generator->create_line($this->student, 'ECO2202', ['credits' => '0.5']);
        $this->generator->create_line($this->student, 'ECO2203', ['credits' => '5', 'status' => 'withdrawn']);

        $stay = $this->exported()['stays'][0];

        $this->assertSame('3', $stay['credits']);
        $this->assertSame([false, false, true], array_column($stay['lines'], 'withdrawn'));
    }

    /**
     * Stays come apart, the earlier one first.
     */
    public function test_each_stay_has_its_own_table(): void {
        $this->generator->create_line($this->student, 'ECO2201', ['hostname' => 'Later', 'starts' => '2026-02-01']);
        $this->generator->create_line($this->student, 'ECO2202', ['hostname' => 'Earlier', 'starts' => '2025-02-01']);

        $this->assertSame(['Earlier', 'Later'], array_column($this->exported()['stays'], 'host'));
    }

    /**
     * A result without a grade says so in words.
     */
    public function test_a_result_without_a_grade_says_so(): void {
        $this->generator->create_line($this->student, 'ECO2201', ['letter' => '', 'points' => '', 'percent' => '']);

        $this->assertStringContainsString(get_string('withoutgrade', 'local_utqyr'), $this->html());
    }

    /**
     * A title is in the reader's language where there is one, and says which language it is in.
     */
    public function test_a_title_falls_back_and_tells_its_language(): void {
        $this->generator->create_line($this->student, 'ECO2201', ['titlesen' => '', 'titleskk' => 'Эконометрика']);

        $line = $this->exported()['stays'][0]['lines'][0];

        $this->assertSame(['Эконометрика', 'kk'], [$line['title'], $line['lang']]);
    }

    /**
     * What a host wrote is text, never markup.
     */
    public function test_markup_of_a_host_is_escaped(): void {
        $evil = '<script>alert(1)</script>';
        $original = ['code' => $evil, 'title' => $evil, 'grade' => $evil, 'credits' => $evil, 'term' => $evil];
        $this->generator->create_line($this->student, 'ECO2201', [
            'hostname' => $evil, 'titlesen' => $evil, 'letter' => 'A', 'rule' => $evil, 'conversion' => $evil,
            'decision' => $evil, 'originals' => [$original],
        ]);
        $this->generator->create_line($this->student, 'case:1', ['status' => 'waiting', 'reasons' => [$evil]]);

        $this->assertStringNotContainsString('<script>', $this->html());
    }
}
