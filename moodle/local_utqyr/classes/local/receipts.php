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
 * Receipts: what each delivery changed. Rows are added and, when they are old, deleted; never changed.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class receipts {
    /** @var string table */
    public const TABLE = 'local_utqyr_receipt';

    /** @var string a result was written */
    public const PUT = 'put';

    /** @var string a result was taken back */
    public const WITHDRAW = 'withdraw';

    /** @var int rows deleted by one statement */
    private const AT_ONCE = 1000;

    /**
     * Keep a receipt.
     *
     * @param \stdClass $receipt without id, account and time
     * @return int its number
     */
    public static function keep(\stdClass $receipt): int {
        global $DB, $USER;

        $receipt->usermodified = (int) $USER->id;
        $receipt->timecreated = time();

        return $DB->insert_record(self::TABLE, $receipt);
    }

    /**
     * Add the newest receipt of a mark to each place.
     *
     * @param place[] $places
     * @param int[] $userids
     * @param int[] $courseids
     */
    public static function add_newest(array $places, array $userids, array $courseids): void {
        global $DB;

        if (!$courseids) {
            return;
        }
        [$users, $parameters] = $DB->get_in_or_equal($userids, SQL_PARAMS_NAMED, 'user');
        [$courses, $more] = $DB->get_in_or_equal($courseids, SQL_PARAMS_NAMED, 'course');
        $rows = $DB->get_recordset_sql(
            "SELECT r.id, r.userid, r.courseid, r.fingerprint
               FROM {local_utqyr_receipt} r
               JOIN (SELECT MAX(newest.id) AS id
                       FROM {local_utqyr_receipt} newest
                      WHERE newest.userid $users AND newest.courseid $courses AND newest.itemid <> 0
                   GROUP BY newest.userid, newest.courseid) n ON n.id = r.id",
            $parameters + $more
        );
        $receipts = [];
        foreach ($rows as $row) {
            $receipts[$row->courseid][$row->userid] = $row;
        }
        $rows->close();
        foreach ($places as $place) {
            if ($place->userid && $place->target) {
                $place->receipt = $receipts[$place->target->course->id][$place->userid] ?? null;
            }
        }
    }

    /**
     * Delete old receipts; the newest of each mark and of each transcript line always stays.
     *
     * @param int $before time; younger ones stay
     * @return int how many were deleted
     */
    public static function delete_older_than(int $before): int {
        global $DB;

        $sql = "SELECT r.id
                  FROM {local_utqyr_receipt} r
                 WHERE r.timecreated < :before AND EXISTS (
                       SELECT 1
                         FROM {local_utqyr_receipt} newer
                        WHERE newer.userid = r.userid AND newer.courseid = r.courseid AND newer.itemid = r.itemid
                              AND newer.entrykey = r.entrykey AND newer.id > r.id)";
        $deleted = 0;
        while ($some = array_keys($DB->get_records_sql($sql, ['before' => $before], 0, self::AT_ONCE))) {
            $DB->delete_records_list(self::TABLE, 'id', $some);
            $deleted += count($some);
        }

        return $deleted;
    }
}
