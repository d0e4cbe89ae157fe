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

namespace local_utqyr\local;

/**
 * Ends a transaction without its effects where the fault of one record must not stop the others.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class roll_back {
    /**
     * Roll back and go on; developers are told why.
     *
     * @param \moodle_transaction $transaction
     * @param \Throwable $problem
     */
    public static function quietly(\moodle_transaction $transaction, \Throwable $problem): void {
        try {
            $transaction->rollback($problem); // Throws the problem again.
        } catch (\Throwable $again) {
            debugging('local_utqyr rolled back: ' . $again->getMessage(), DEBUG_DEVELOPER);
        }
    }
}
