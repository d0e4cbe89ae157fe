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
 * Students with recognised or waiting results, for the coordinator and the registrar.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

require('../../config.php');
require_once($CFG->libdir . '/adminlib.php');

use local_utqyr\output\student_filter;
use local_utqyr\table\students_table;

$filter = new student_filter(
    optional_param('q', '', PARAM_TEXT),
    optional_param('host', '', PARAM_RAW_TRIMMED),
    optional_param('status', '', PARAM_ALPHA)
);
$url = new moodle_url('/local/utqyr/students.php', $filter->parameters());
admin_externalpage_setup(
    'local_utqyr_students',
    '',
    $filter->parameters(),
    $url->out_omit_querystring(),
    ['pagelayout' => 'report']
);
$PAGE->set_title(get_string('allstudents', 'local_utqyr'));

$table = new students_table($url, $filter);
$table->is_downloading(optional_param('download', '', PARAM_ALPHA), 'recognised-results', get_string('allstudents', 'local_utqyr'));
if ($table->is_downloading()) {
    $table->out(students_table::ROWS, false);
    die;
}
echo $OUTPUT->header();
echo $OUTPUT->heading(get_string('allstudents', 'local_utqyr'));
echo $OUTPUT->render_from_template('local_utqyr/student_filter', $filter->export_for_template($OUTPUT));
$table->out(students_table::ROWS, false);
echo $OUTPUT->footer();
