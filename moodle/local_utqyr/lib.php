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
 * Where Moodle shows the way to the plugin's pages.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use core_user\output\myprofile\node;
use core_user\output\myprofile\tree;

/**
 * Add the student's page to a profile, for its owner and for those who may see every student's.
 *
 * @param tree $tree
 * @param stdClass $user whose profile it is
 * @param bool $iscurrentuser
 * @param stdClass|null $course
 */
function local_utqyr_myprofile_navigation(tree $tree, $user, $iscurrentuser, $course): void {
    $system = context_system::instance();
    $own = $iscurrentuser && !isguestuser() && has_capability('local/utqyr:viewown', $system);
    if (!$own && !has_capability('local/utqyr:viewall', $system)) {
        return;
    }
    $url = new moodle_url('/local/utqyr/transcript.php', $iscurrentuser ? [] : ['userid' => $user->id]);
    $tree->add_node(new node('reports', 'local_utqyr', get_string('transcript', 'local_utqyr'), null, $url));
}

/**
 * Add the report of recognised students to a course that has a component code.
 *
 * @param navigation_node $navigation
 * @param stdClass $course
 * @param context_course $context
 */
function local_utqyr_extend_navigation_course(navigation_node $navigation, stdClass $course, context_course $context): void {
    if ($course->id == SITEID || (string) $course->idnumber === '' || !has_capability('local/utqyr:viewcourse', $context)) {
        return;
    }
    $parent = $navigation->get('coursereports') ?: $navigation;
    $parent->add(
        get_string('coursereport', 'local_utqyr'),
        new moodle_url('/local/utqyr/course.php', ['id' => $course->id]),
        navigation_node::TYPE_SETTING,
        null,
        'local_utqyr',
        new pix_icon('i/report', '')
    );
}
