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

use local_utqyr\local\entry;
use local_utqyr\local\transcript;
use local_utqyr\output\transcript_page;

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->libdir . '/tablelib.php');

/**
 * Students whose results from elsewhere count for one course, a row each.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class course_table extends \table_sql {
    /** @var int rows of a page */
    public const ROWS = 100;

    /** @var \context_course */
    private $coursecontext;

    /**
     * Set the table up.
     *
     * @param \moodle_url $url of the page
     * @param \stdClass $course
     */
    public function __construct(\moodle_url $url, \stdClass $course) {
        parent::__construct('local_utqyr_course');
        $this->coursecontext = \context_course::instance($course->id);
        $this->define_baseurl($url);
        $this->define_columns(['fullname', 'idnumber', 'host', 'originals', 'credits', 'mark', 'status', 'timecreated']);
        $this->define_headers([
            get_string('student', 'local_utqyr'),
            get_string('studentnumber', 'local_utqyr'),
            get_string('hostuniversity', 'local_utqyr'),
            get_string('athost', 'local_utqyr'),
            get_string('creditscolumn', 'local_utqyr'),
            get_string('mark', 'local_utqyr'),
            get_string('status'),
            get_string('lastchange', 'local_utqyr'),
        ]);
        $this->sortable(true, 'lastname');
        foreach (['host', 'originals', 'credits', 'mark'] as $column) {
            $this->no_sorting($column);
        }
        $this->collapsible(false);
        $this->set_attribute('class', 'generaltable');
        $this->show_download_buttons_at([TABLE_P_BOTTOM]);
        $this->set_query($course);
    }

    /**
     * Say which rows there are; with separate groups, only students of the reader's own.
     *
     * @param \stdClass $course
     */
    private function set_query(\stdClass $course): void {
        global $DB, $USER;

        $names = \core_user\fields::for_name()->get_sql('u', false, '', '', false)->selects;
        $where = 'u.deleted = 0 AND l.courseid = :courseid AND l.status <> :closed AND ' . transcript::is_newest('l');
        $parameters = ['courseid' => $course->id, 'closed' => transcript::CLOSED];
        $separate = groups_get_course_groupmode($course) == SEPARATEGROUPS;
        if ($separate && !has_capability('moodle/site:accessallgroups', $this->coursecontext)) {
            $groups = array_keys(groups_get_all_groups($course->id, $USER->id));
            [$in, $more] = $DB->get_in_or_equal($groups ?: [0], SQL_PARAMS_NAMED, 'groupid');
            $where .= " AND EXISTS (SELECT 1 FROM {groups_members} gm WHERE gm.userid = u.id AND gm.groupid $in)";
            $parameters += $more;
        }
        $this->set_sql(
            "l.id, l.userid, u.idnumber, $names, l.host, l.hostname, l.originals, l.credits, l.letter, l.points, l.percentage,
             l.status, l.timecreated",
            '{local_utqyr_line} l JOIN {user} u ON u.id = l.userid',
            $where,
            $parameters
        );
    }

    /**
     * Write a name.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_fullname($row): string {
        return $this->text(fullname($row, has_capability('moodle/site:viewfullnames', $this->coursecontext)));
    }

    /**
     * Write a student number.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_idnumber($row): string {
        return $this->text((string) $row->idnumber);
    }

    /**
     * Write the host's name.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_host($row): string {
        return $this->text(transcript_page::host_of($row));
    }

    /**
     * Write the results at the host.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_originals($row): string {
        $texts = array_map(function (array $original): string {
            $course = trim("{$original['title']} {$original['code']}");
            return implode(': ', array_filter([$course, $original['grade']], 'strlen'));
        }, entry::from_row($row)->originals);

        return $this->text(implode('; ', $texts));
    }

    /**
     * Write the credits.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_credits($row): string {
        return $this->text(transcript_page::decimal((string) $row->credits));
    }

    /**
     * Write the mark in the home scale.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_mark($row): string {
        $parts = [(string) $row->letter, transcript_page::decimal((string) $row->points)];
        $parts[] = (string) $row->percentage === '' ? '' : transcript_page::decimal($row->percentage) . ' %';
        $mark = implode(' · ', array_filter($parts, 'strlen'));

        return $this->text($mark === '' ? get_string('withoutgrade', 'local_utqyr') : $mark);
    }

    /**
     * Write the status.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_status($row): string {
        return get_string("status_$row->status", 'local_utqyr');
    }

    /**
     * Write when the line came.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_timecreated($row): string {
        return userdate((int) $row->timecreated, get_string('strftimedatetimeshort', 'langconfig'));
    }

    /**
     * Say that nobody is there.
     */
    public function print_nothing_to_display(): void {
        global $OUTPUT;

        echo $OUTPUT->notification(get_string('nobody', 'local_utqyr'), 'info', false);
    }

    /**
     * Escape a text where it is shown, and leave it where it is downloaded.
     *
     * @param string $text
     * @return string
     */
    private function text(string $text): string {
        return $this->is_downloading() ? $text : s($text);
    }
}
