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

use local_utqyr\external\put_results;

/**
 * Makes what tests of the plugin start from.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class local_utqyr_generator extends component_generator_base {
    /** @var int students made so far */
    private $students = 0;

    /**
     * Forget what was made.
     */
    public function reset(): void {
        $this->students = 0;
    }

    /**
     * Make a course with a component code.
     *
     * @param string $component
     * @param array $record more of the course
     * @return stdClass
     */
    public function create_component(string $component, array $record = []): stdClass {
        return $this->datagenerator->create_course(['idnumber' => $component] + $record);
    }

    /**
     * Make a student, enrolled in courses.
     *
     * @param stdClass[] $courses
     * @param array $record more of the user
     * @return stdClass
     */
    public function create_student(array $courses = [], array $record = []): stdClass {
        $this->students++;
        $number = sprintf('S%03d', $this->students);
        $user = $this->datagenerator->create_user($record + ['idnumber' => $number]);
        foreach ($courses as $course) {
            $this->datagenerator->enrol_user($user->id, $course->id, 'student');
        }

        return $user;
    }

    /**
     * Make a grade item that takes a course's results.
     *
     * @param stdClass $course
     * @param array $record more of the item
     * @return grade_item
     */
    public function create_item(stdClass $course, array $record = []): grade_item {
        global $CFG;
        require_once($CFG->libdir . '/gradelib.php');

        $item = new grade_item($record + [
            'courseid' => $course->id,
            'itemtype' => 'manual',
            'itemname' => 'Mobility',
            'idnumber' => 'utqyr',
            'gradetype' => GRADE_TYPE_VALUE,
            'grademin' => 0,
            'grademax' => 100,
        ], false);
        $item->insert();
        grade_regrade_final_grades($course->id);

        return grade_item::fetch(['id' => $item->id]);
    }

    /**
     * Write the content of a transcript line.
     *
     * @param string $key
     * @param array $content more of it
     * @return string JSON
     */
    public function entry(string $key, array $content = []): string {
        return json_encode($content + [
            'key' => $key,
            'status' => 'recognised',
            'fingerprint' => 'line-1',
            'decision' => 'D12',
            'decidedat' => '2026-02-28T10:00:00Z',
            'host' => 'uni-koeln.de',
            'hostname' => 'Universität zu Köln',
            'starts' => '2025-10-01',
            'ends' => '2026-02-28',
            'titleskk' => 'Деректер қоры',
            'titlesru' => 'Базы данных',
            'titlesen' => 'Databases',
            'credits' => '5',
            'creditsscheme' => 'kz',
            'letter' => 'B+',
            'points' => '3.33',
            'percent' => '85',
            'rule' => 'mapping/koeln.yaml: databases',
            'originals' => [[
                'code' => 'INF-101',
                'title' => 'Datenbanken',
                'grade' => '1,7',
                'gradescheme' => 'de',
                'credits' => '6',
                'creditsscheme' => 'ects',
                'term' => 'WS 2025/26',
                'status' => 'passed',
            ]],
            'reasons' => [],
            'conversion' => '1,7 is B in ECTS',
        ]);
    }

    /**
     * Make one record of a call that writes a mark with its line.
     *
     * @param stdClass $student
     * @param string $component
     * @param string $percent
     * @param string|null $expected
     * @param array $entry more of the line
     * @return array
     */
    public function record(
        stdClass $student,
        string $component,
        string $percent,
        ?string $expected = null,
        array $entry = []
    ): array {
        $grade = ['percent' => $percent] + ($expected === null ? [] : ['expected' => $expected]);

        return [
            'studentnumber' => $student->idnumber,
            'component' => $component,
            'fingerprint' => "result-$percent",
            'grade' => $grade,
            'entry' => $this->entry($component, $entry + ['percent' => $percent, 'fingerprint' => "line-$percent"]),
        ];
    }

    /**
     * Deliver a line without a mark, as the account of the service.
     *
     * @param stdClass $student
     * @param string $key
     * @param array $entry more of the line
     */
    public function create_line(stdClass $student, string $key, array $entry = []): void {
        $this->be_the_service();
        put_results::execute([[
            'studentnumber' => $student->idnumber,
            'component' => $entry['component'] ?? '',
            'fingerprint' => $entry['fingerprint'] ?? 'line-1',
            'entry' => $this->entry($key, array_diff_key($entry, ['component' => ''])),
        ]]);
    }

    /**
     * Deliver a line for Behat; reasons are a list with commas.
     *
     * @param array $line userid, key, and more of the entry
     */
    public function create_behat_line(array $line): void {
        $reasons = array_filter(explode(',', $line['reasons'] ?? ''), 'strlen');
        $entry = ['reasons' => array_map('trim', $reasons)] + array_diff_key($line, ['userid' => 0, 'key' => '']);
        $this->create_line(core_user::get_user($line['userid'], '*', MUST_EXIST), $line['key'], $entry);
    }

    /**
     * Make the account that delivers.
     *
     * @return stdClass
     */
    public function create_service_account(): stdClass {
        global $DB;

        $user = $this->datagenerator->create_user(['username' => 'utqyr']);
        $roleid = $DB->get_field('role', 'id', ['shortname' => 'utqyr'], MUST_EXIST);
        role_assign($roleid, $user->id, context_system::instance()->id);

        return $user;
    }

    /**
     * Act as the account that delivers from now on.
     */
    public function be_the_service(): void {
        $existing = core_user::get_user_by_username('utqyr');
        \core\session\manager::set_user($existing ?: $this->create_service_account());
    }
}
