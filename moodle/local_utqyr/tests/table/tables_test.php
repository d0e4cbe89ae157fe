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

namespace local_utqyr\table;

use local_utqyr\output\student_filter;

/**
 * What the lists for staff promise.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\table\students_table
 * @covers     \local_utqyr\table\course_table
 * @covers     \local_utqyr\output\student_filter
 */
final class tables_test extends \advanced_testcase {
    /** @var \local_utqyr_generator */
    private $generator;

    /** @var \stdClass */
    private $course;

    /**
     * Make a course that has a component code.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->generator = $this->getDataGenerator()->get_plugin_generator('local_utqyr');
        $this->course = $this->generator->create_component('ECO2201');
    }

    /**
     * Make a student with a name, a line in the course and one that waits.
     *
     * @param string $lastname
     * @param array $entry more of the line
     * @return \stdClass
     */
    private function student(string $lastname, array $entry = []): \stdClass {
        $student = $this->generator->create_student([$this->course], ['firstname' => 'Aru', 'lastname' => $lastname]);
        $this->generator->create_line($student, 'ECO2201', ['component' => 'ECO2201'] + $entry);

        return $student;
    }

    /**
     * Read the rows of a table.
     *
     * @param \table_sql $table
     * @return \stdClass[]
     */
    private function rows(\table_sql $table): array {
        $table->setup();
        $table->query_db(100, false);

        return array_values($table->rawdata);
    }

    /**
     * Read the list of students.
     *
     * @param string $search
     * @param string $host
     * @param string $status
     * @return string[] last names
     */
    private function students(string $search = '', string $host = '', string $status = ''): array {
        $filter = new student_filter($search, $host, $status);
        $url = new \moodle_url('/local/utqyr/students.php', $filter->parameters());

        return array_column($this->rows(new students_table($url, $filter)), 'lastname');
    }

    /**
     * Only newest versions are counted.
     */
    public function test_only_the_newest_version_of_a_line_counts(): void {
        $student = $this->student('Akhmetova');
        $this->generator->create_line($student, 'ECO2201', ['component' => 'ECO2201', 'fingerprint' => 'again']);
        $this->generator->create_line($student, 'case:1', ['status' => 'waiting']);
        $filter = new student_filter('', '', '');

        $row = $this->rows(new students_table(new \moodle_url('/local/utqyr/students.php'), $filter))[0];

        $this->assertSame([1, 1, 0], [(int) $row->recognised, (int) $row->waiting, (int) $row->withdrawn]);
    }

    /**
     * The list is narrowed by name, number, host and status.
     */
    public function test_the_list_is_narrowed(): void {
        $akhmetova = $this->student('Akhmetova');
        $this->student('Bekova', ['host' => 'enu.kz', 'status' => 'withdrawn']);

        $this->assertSame(['Akhmetova', 'Bekova'], $this->students());
        $this->assertSame(['Bekova'], $this->students('beko'));
        $this->assertSame(['Akhmetova'], $this->students($akhmetova->idnumber));
        $this->assertSame(['Bekova'], $this->students('', 'enu.kz'));
        $this->assertSame(['Bekova'], $this->students('', '', 'withdrawn'));
        $this->assertSame([], $this->students('%'));
        $this->assertSame(['Akhmetova', 'Bekova'], $this->students('', '', 'nosuchstatus'));
    }

    /**
     * Initials in the address, as Moodle's own tables take them, narrow both tables.
     */
    public function test_initials_in_the_address_narrow_the_tables(): void {
        $this->student('Akhmetova');
        $this->student('Bekova');
        $this->setAdminUser();
        $_GET['tilast'] = 'B';

        $students = $this->students();
        $rows = $this->rows(new course_table(new \moodle_url('/local/utqyr/course.php'), $this->course));

        unset($_GET['tilast']);
        $this->assertSame(['Bekova'], $students);
        $this->assertSame(['Bekova'], array_column($rows, 'lastname'));
    }

    /**
     * A deleted account is not listed.
     */
    public function test_a_deleted_account_is_not_listed(): void {
        delete_user($this->student('Akhmetova'));

        $this->assertSame([], $this->students());
    }

    /**
     * A course's report shows its own lines only.
     */
    public function test_a_course_shows_its_own_lines(): void {
        $student = $this->student('Akhmetova');
        $other = $this->generator->create_component('ECO2202');
        $this->getDataGenerator()->enrol_user($student->id, $other->id, 'student');
        $this->generator->create_line($student, 'ECO2202', ['component' => 'ECO2202']);
        $this->setAdminUser();

        $rows = $this->rows(new course_table(new \moodle_url('/local/utqyr/course.php'), $this->course));

        $this->assertSame(['Akhmetova'], array_column($rows, 'lastname'));
    }

    /**
     * With separate groups a teacher sees the students of their own groups.
     */
    public function test_separate_groups_part_the_students(): void {
        global $DB;

        $mine = $this->student('Akhmetova');
        $this->student('Bekova');
        $teacher = $this->getDataGenerator()->create_and_enrol($this->course, 'teacher');
        $group = $this->getDataGenerator()->create_group(['courseid' => $this->course->id]);
        groups_add_member($group, $mine);
        groups_add_member($group, $teacher);
        $DB->set_field('course', 'groupmode', SEPARATEGROUPS, ['id' => $this->course->id]);
        $this->setUser($teacher);

        $rows = $this->rows(new course_table(new \moodle_url('/local/utqyr/course.php'), get_course($this->course->id)));

        $this->assertSame(['Akhmetova'], array_column($rows, 'lastname'));
    }

    /**
     * A teacher of no group sees nobody where groups are separate.
     */
    public function test_a_teacher_of_no_group_sees_nobody(): void {
        global $DB;

        $this->student('Akhmetova');
        $teacher = $this->getDataGenerator()->create_and_enrol($this->course, 'teacher');
        $DB->set_field('course', 'groupmode', SEPARATEGROUPS, ['id' => $this->course->id]);
        $this->setUser($teacher);

        $table = new course_table(new \moodle_url('/local/utqyr/course.php'), get_course($this->course->id));

        $this->assertSame([], $this->rows($table));
    }

    /**
     * What a host wrote is text on the page, and unchanged in a download.
     */
    public function test_markup_of_a_host_is_escaped(): void {
        $this->student('Akhmetova', ['hostname' => '<b>Host</b>']);
        $this->setAdminUser();
        $table = new course_table(new \moodle_url('/local/utqyr/course.php'), $this->course);
        $row = $this->rows($table)[0];

        $this->assertSame('&lt;b&gt;Host&lt;/b&gt;', $table->col_host($row));
        $this->assertSame('B+ · 3.33 · 85 %', $table->col_mark($row));
        $this->assertSame('Datenbanken INF-101: 1,7', $table->col_originals($row));
    }

    /**
     * A result without a grade is named by its course alone.
     */
    public function test_a_result_without_a_grade_is_named_by_its_course(): void {
        $this->student('Akhmetova', ['originals' => [['title' => 'Datenbanken'], ['title' => 'Netze', 'grade' => '2,0']]]);
        $this->setAdminUser();
        $table = new course_table(new \moodle_url('/local/utqyr/course.php'), $this->course);

        $this->assertSame('Datenbanken; Netze: 2,0', $table->col_originals($this->rows($table)[0]));
    }
}
