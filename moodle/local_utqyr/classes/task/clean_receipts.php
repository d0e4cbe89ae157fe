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

namespace local_utqyr\task;

use local_utqyr\local\policy;
use local_utqyr\local\receipts;

/**
 * Deletes receipts that are older than the administrator wants them kept.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class clean_receipts extends \core\task\scheduled_task {
    /**
     * Name the task.
     *
     * @return string
     */
    public function get_name(): string {
        return get_string('taskcleanreceipts', 'local_utqyr');
    }

    /**
     * Delete the old ones; the newest of each mark and line always stays, and so does every transcript line.
     */
    public function execute(): void {
        $days = (new policy())->receipt_days();
        if ($days === 0) {
            mtrace('Receipts are kept for ever.');
            return;
        }
        $deleted = receipts::delete_older_than(time() - $days * DAYSECS);
        mtrace("$deleted receipts deleted.");
    }
}
