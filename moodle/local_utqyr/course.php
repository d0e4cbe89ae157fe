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

/**
 * Which students' results count for one course, for those who teach it.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

require('../../config.php');

use local_utqyr\table\course_table;

$course = get_course(required_param('id', PARAM_INT));

require_login($course);
$context = context_course::instance($course->id);
require_capability('local/utqyr:viewcourse', $context);

$url = new moodle_url('/local/utqyr/course.php', ['id' => $course->id]);
$PAGE->set_url($url);
$PAGE->set_pagelayout('report');
$shortname = format_string($course->shortname, true, ['context' => $context]);
$PAGE->set_title(get_string('coursereport', 'local_utqyr') . ": $shortname");
$PAGE->set_heading(format_string($course->fullname, true, ['context' => $context]));

$table = new course_table($url, $course);
$table->is_downloading(
    optional_param('download', '', PARAM_ALPHA),
    clean_filename('recognised-' . $course->shortname),
    get_string('coursereport', 'local_utqyr')
);
if ($table->is_downloading()) {
    $table->out(course_table::ROWS, false);
    die;
}
echo $OUTPUT->header();
echo $OUTPUT->heading(get_string('coursereport', 'local_utqyr'));
$table->out(course_table::ROWS, false);
echo $OUTPUT->footer();
