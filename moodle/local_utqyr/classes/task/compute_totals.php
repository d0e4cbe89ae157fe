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

namespace local_utqyr\task;

/**
 * Computes the totals of a course in which many marks arrived at once.
 *
 * Whoever looks at the course's grades before that has them computed by Moodle.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class compute_totals extends \core\task\adhoc_task {
    /**
     * Have a course's totals computed; once, however often it is asked for.
     *
     * @param int $courseid
     */
    public static function queue(int $courseid): void {
        $task = new self();
        $task->set_component('local_utqyr');
        $task->set_custom_data(['courseid' => $courseid]);
        \core\task\manager::queue_adhoc_task($task, true);
    }

    /**
     * Name the task.
     *
     * @return string
     */
    public function get_name(): string {
        return get_string('taskcomputetotals', 'local_utqyr');
    }

    /**
     * Compute the totals, unless the course is gone or somebody was faster.
     */
    public function execute(): void {
        global $CFG, $DB;
        require_once($CFG->libdir . '/gradelib.php');

        $courseid = (int) $this->get_custom_data()->courseid;
        if ($DB->record_exists('course', ['id' => $courseid])) {
            grade_regrade_final_grades($courseid);
        }
    }
}
