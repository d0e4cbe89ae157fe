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
 * What was recognised for one student: their own page, or a student's for those who may see it.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

require('../../config.php');

use local_utqyr\event\transcript_viewed;
use local_utqyr\output\transcript_page;

$userid = optional_param('userid', 0, PARAM_INT);
$print = optional_param('print', 0, PARAM_BOOL);

require_login(null, false);
$userid = $userid ?: (int) $USER->id;
$system = context_system::instance();
$mayseeall = has_capability('local/utqyr:viewall', $system);
if ($userid !== (int) $USER->id) {
    require_capability('local/utqyr:viewall', $system);
} else if (isguestuser()) {
    throw new require_login_exception('Guests have no results');
} else if (!$mayseeall) {
    require_capability('local/utqyr:viewown', $system);
}
$user = core_user::get_user($userid, '*', MUST_EXIST);
core_user::require_active_user($user);

$parameters = $userid === (int) $USER->id ? [] : ['userid' => $userid];
$url = new moodle_url('/local/utqyr/transcript.php', $parameters);
$PAGE->set_url($url);
$PAGE->set_context(context_user::instance($userid));
$PAGE->set_pagelayout($print ? 'print' : 'report');
$PAGE->set_title(get_string('transcript', 'local_utqyr'));
$PAGE->set_heading(get_string('transcript', 'local_utqyr'));

transcript_viewed::create(['context' => context_user::instance($userid), 'relateduserid' => $userid])->trigger();

$page = new transcript_page(
    $user,
    $print ? null : new moodle_url($url, ['print' => 1]),
    $mayseeall && !$print ? new moodle_url('/local/utqyr/students.php') : null
);
echo $OUTPUT->header();
echo $OUTPUT->render_from_template('local_utqyr/transcript_page', $page->export_for_template($OUTPUT));
echo $OUTPUT->footer();
