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

use core_external\external_multiple_structure;
use core_external\external_single_structure;
use core_external\external_value;

/**
 * What several functions of the service take or give.
 *
 * Texts are raw: a text that Moodle would clean must not fail the other records of its call. Nothing here is
 * ever shown without being escaped.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class structures {
    /**
     * Describe a text.
     *
     * @param string $description
     * @param string|null $default null: the text is required
     * @return external_value
     */
    public static function text(string $description, ?string $default = null): external_value {
        return $default === null
            ? new external_value(PARAM_RAW, $description)
            : new external_value(PARAM_RAW, $description, VALUE_DEFAULT, $default);
    }

    /**
     * Describe a percentage that may be absent from a request.
     *
     * @param string $description
     * @return external_value
     */
    public static function optional_percentage(string $description): external_value {
        return new external_value(PARAM_RAW, $description, VALUE_OPTIONAL);
    }

    /**
     * Describe a percentage that may be null in an answer.
     *
     * @param string $description
     * @return external_value
     */
    public static function nullable_percentage(string $description): external_value {
        return new external_value(PARAM_RAW, $description, VALUE_REQUIRED, null, NULL_ALLOWED);
    }

    /**
     * Describe a transcript line.
     *
     * It comes as one text: in parts, a batch would have more form fields than PHP takes (max_input_vars), and PHP
     * drops the rest without a word.
     *
     * @return external_value
     */
    public static function entry(): external_value {
        return new external_value(PARAM_RAW, 'Line of the transcript, a JSON object', VALUE_OPTIONAL);
    }

    /**
     * Describe the receipts of a call that writes.
     *
     * @return external_multiple_structure
     */
    public static function receipts(): external_multiple_structure {
        return new external_multiple_structure(new external_single_structure([
            'studentnumber' => self::text('As asked'),
            'component' => self::text('As asked'),
            'fingerprint' => self::text('As asked'),
            'verdict' => self::text('written, unchanged, conflict or refused'),
            'code' => self::text('Why not; empty otherwise'),
            'detail' => self::text('For the operator; empty where the code says it all'),
            'before' => self::nullable_percentage('Percentage found at the place'),
            'now' => self::nullable_percentage('Percentage left there'),
            'hidden' => new external_value(PARAM_BOOL, 'The grade, item, activity or course is hidden from the student'),
            'entryversion' => new external_value(PARAM_INT, 'Version of the transcript line that now stands; 0: none'),
            'receipt' => new external_value(PARAM_INT, 'Number of the receipt; 0: none was needed'),
        ]), 'One a record, in the order asked');
    }
}
