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
 * The web service and its functions.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$functions = [
    'local_utqyr_put_results' => [
        'classname' => 'local_utqyr\external\put_results',
        'description' => 'Write recognised results: mark, provenance, transcript line and receipt; a verdict per record.',
        'type' => 'write',
        'capabilities' => 'local/utqyr:deliver',
    ],
    'local_utqyr_withdraw_results' => [
        'classname' => 'local_utqyr\external\withdraw_results',
        'description' => 'Take recognised results back and keep the trace; a verdict per record.',
        'type' => 'write',
        'capabilities' => 'local/utqyr:deliver',
    ],
    'local_utqyr_get_results' => [
        'classname' => 'local_utqyr\external\get_results',
        'description' => 'Read what stands at places, and what would keep a result from being written there.',
        'type' => 'read',
        'capabilities' => 'local/utqyr:read',
    ],
    'local_utqyr_get_components' => [
        'classname' => 'local_utqyr\external\get_components',
        'description' => 'List the courses that have an ID number, and whether they can take results.',
        'type' => 'read',
        'capabilities' => 'local/utqyr:read',
    ],
];

$services = [
    'Utqyr' => [
        'shortname' => 'utqyr',
        'functions' => array_merge(array_keys($functions), ['core_webservice_get_site_info']),
        'restrictedusers' => 1,
        'enabled' => 1,
        'downloadfiles' => 0,
        'uploadfiles' => 0,
    ],
];
