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
use local_utqyr\local\receipts;
use local_utqyr\local\result_writer;

/**
 * Takes recognised results back.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class withdraw_results extends external_api {
    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'records' => new external_multiple_structure(new external_single_structure([
                'studentnumber' => structures::text('ID number of the user'),
                'component' => structures::text('ID number of the course; empty: only the line is withdrawn', ''),
                'fingerprint' => structures::text('Names the wanted content'),
                'expected' => structures::optional_percentage('What was written last; absent: nothing'),
                'entry' => structures::entry(),
            ]), 'At most 500; none only tries the caller\'s rights', VALUE_DEFAULT, []),
        ]);
    }

    /**
     * Take the records back.
     *
     * @param array $records
     * @return array
     */
    public static function execute(array $records = []): array {
        ['records' => $records] = self::validate_parameters(self::execute_parameters(), ['records' => $records]);
        $context = \context_system::instance();
        self::validate_context($context);
        require_capability('local/utqyr:deliver', $context);

        return ['receipts' => (new result_writer())->deliver($records, receipts::WITHDRAW)];
    }

    /**
     * Describe the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure(['receipts' => structures::receipts()]);
    }
}
