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

namespace local_utqyr\external;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../../compat.php');

use core_external\external_api;
use core_external\external_function_parameters;
use core_external\external_multiple_structure;
use core_external\external_single_structure;
use core_external\external_value;
use local_utqyr\local\component_list;

/**
 * Lists courses and whether they can take results.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_components extends external_api {
    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'components' => new external_multiple_structure(
                structures::text('ID number of a course'),
                'At most 1,000; none: every course with an ID number, in order of it',
                VALUE_DEFAULT,
                []
            ),
            'after' => structures::text('ID number to go on after', ''),
        ]);
    }

    /**
     * List the courses.
     *
     * @param string[] $components
     * @param string $after
     * @return array
     */
    public static function execute(array $components = [], string $after = ''): array {
        ['components' => $components, 'after' => $after] = self::validate_parameters(
            self::execute_parameters(),
            ['components' => $components, 'after' => $after]
        );
        $context = \context_system::instance();
        self::validate_context($context);
        require_capability('local/utqyr:read', $context);
        $list = new component_list();

        return [
            'components' => $components ? $list->named($components) : $list->following($after),
            'plugin' => $list->plugin(),
        ];
    }

    /**
     * Describe the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure([
            'components' => new external_multiple_structure(new external_single_structure([
                'component' => structures::text('ID number of the course'),
                'title' => structures::text('Full name of the course'),
                'visible' => new external_value(PARAM_BOOL, 'Students see the course'),
                'found' => new external_value(PARAM_BOOL, 'Exactly one course has the ID number'),
                'item' => structures::text('manual, activity, total, scale or none'),
                'code' => structures::text('The obstacle every write would meet; empty for none'),
                'students' => new external_value(PARAM_INT, 'Active enrolments with a student number'),
            ])),
            'plugin' => new external_single_structure([
                'release' => structures::text('Release of the plugin'),
                'version' => new external_value(PARAM_INT, 'Version of the plugin'),
                'target' => structures::text('item or total'),
                'itemidnumber' => structures::text('ID number of the grade items results go to'),
                'enrol' => new external_value(PARAM_BOOL, 'Students who are not enrolled are enrolled'),
            ]),
        ]);
    }
}
