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
use local_utqyr\local\result_reader;

/**
 * Reads what stands at places.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_results extends external_api {
    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'places' => new external_multiple_structure(new external_single_structure([
                'studentnumber' => structures::text('ID number of the user'),
                'component' => structures::text('ID number of the course', ''),
                'entrykey' => structures::text('Which line of the transcript', ''),
            ]), 'At most 1,000'),
        ]);
    }

    /**
     * Read the places.
     *
     * @param array $places
     * @return array
     */
    public static function execute(array $places): array {
        ['places' => $places] = self::validate_parameters(self::execute_parameters(), ['places' => $places]);
        $context = \context_system::instance();
        self::validate_context($context);
        require_capability('local/utqyr:read', $context);

        return ['results' => (new result_reader())->read($places)];
    }

    /**
     * Describe the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure([
            'results' => new external_multiple_structure(new external_single_structure([
                'studentnumber' => structures::text('As asked'),
                'component' => structures::text('As asked'),
                'entrykey' => structures::text('As asked'),
                'percent' => structures::nullable_percentage('What stands there'),
                'code' => structures::text('The obstacle a write would meet; empty for none'),
                'hidden' => new external_value(PARAM_BOOL, 'The grade, item, activity or course is hidden'),
                'fingerprint' => structures::text('Of the newest receipt of a mark; empty for none'),
                'entryversion' => new external_value(PARAM_INT, 'Version of the transcript line; 0: none'),
                'entryfingerprint' => structures::text('Of the transcript line; empty for none'),
                'entrystatus' => structures::text('Of the transcript line; empty for none'),
                'detail' => structures::text('For the operator'),
            ]), 'One a place, in the order asked'),
        ]);
    }
}
