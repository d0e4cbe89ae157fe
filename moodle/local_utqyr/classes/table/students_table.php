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

use local_utqyr\local\transcript;
use local_utqyr\output\student_filter;

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->libdir . '/tablelib.php');

/**
 * Students with recognised or waiting results, a row each.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class students_table extends \table_sql {
    /** @var int rows of a page */
    public const ROWS = 50;

    /**
     * Set the table up.
     *
     * @param \moodle_url $url of the page
     * @param student_filter $filter
     */
    public function __construct(\moodle_url $url, student_filter $filter) {
        parent::__construct('local_utqyr_students');
        $this->define_baseurl($url);
        $this->define_columns(['fullname', 'idnumber', 'recognised', 'waiting', 'withdrawn', 'lastchange']);
        $this->define_headers([
            get_string('student', 'local_utqyr'),
            get_string('studentnumber', 'local_utqyr'),
            get_string('status_recognised', 'local_utqyr'),
            get_string('status_waiting', 'local_utqyr'),
            get_string('status_withdrawn', 'local_utqyr'),
            get_string('lastchange', 'local_utqyr'),
        ]);
        $this->sortable(true, 'lastname');
        $this->collapsible(false);
        $this->set_attribute('class', 'generaltable');
        $this->show_download_buttons_at([TABLE_P_BOTTOM]);
        $this->set_query($filter);
    }

    /**
     * Say which rows there are.
     *
     * @param student_filter $filter
     */
    private function set_query(student_filter $filter): void {
        [$lines, $people, $parameters] = $filter->sql();
        $columns = 'u.id, u.idnumber, ' . \core_user\fields::for_name()->get_sql('u', false, '', '', false)->selects;
        $counts = '';
        foreach ([transcript::RECOGNISED, transcript::WAITING, transcript::WITHDRAWN] as $status) {
            $columns .= ", standing.$status";
            $counts .= ", SUM(CASE WHEN l.status = :$status THEN 1 ELSE 0 END) AS $status";
            $parameters[$status] = $status;
        }
        // Counted in a query of its own: the table adds conditions to the end of this one.
        $this->set_sql(
            "$columns, standing.lastchange",
            "{user} u
             JOIN (SELECT l.userid, MAX(l.timecreated) AS lastchange $counts
                     FROM {local_utqyr_line} l
                    WHERE $lines AND " . transcript::is_newest('l') . "
                 GROUP BY l.userid) standing ON standing.userid = u.id",
            "u.deleted = 0 AND $people",
            $parameters
        );
    }

    /**
     * Link a name to the student's page.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_fullname($row): string {
        $name = fullname($row, has_capability('moodle/site:viewfullnames', \context_system::instance()));
        if ($this->is_downloading()) {
            return $name;
        }

        return \html_writer::link(new \moodle_url('/local/utqyr/transcript.php', ['userid' => $row->id]), s($name));
    }

    /**
     * Write a student number.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_idnumber($row): string {
        return $this->is_downloading() ? (string) $row->idnumber : s($row->idnumber);
    }

    /**
     * Write when the newest line came.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_lastchange($row): string {
        return userdate((int) $row->lastchange, get_string('strftimedatetimeshort', 'langconfig'));
    }

    /**
     * Say that nobody is there.
     */
    public function print_nothing_to_display(): void {
        global $OUTPUT;

        echo $OUTPUT->notification(get_string('nobody', 'local_utqyr'), 'info', false);
    }
}
