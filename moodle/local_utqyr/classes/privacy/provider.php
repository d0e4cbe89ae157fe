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

namespace local_utqyr\privacy;

use core_privacy\local\metadata\collection;
use core_privacy\local\request\approved_contextlist;
use core_privacy\local\request\approved_userlist;
use core_privacy\local\request\contextlist;
use core_privacy\local\request\transform;
use core_privacy\local\request\userlist;
use core_privacy\local\request\writer;
use local_utqyr\local\entry;
use local_utqyr\local\receipts;
use local_utqyr\local\transcript;

/**
 * Says which personal data is kept, exports it and erases it.
 *
 * Transcript lines and receipts are about one student and belong to that student's own context. Marks and their
 * feedback belong to Moodle's gradebook, which exports and erases them itself.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class provider implements
    \core_privacy\local\request\core_userlist_provider,
    \core_privacy\local\metadata\provider,
    \core_privacy\local\request\plugin\provider {
    /** @var string[] tables */
    private const TABLES = [transcript::TABLE, receipts::TABLE];

    /**
     * Say what is kept.
     *
     * @param collection $collection
     * @return collection
     */
    public static function get_metadata(collection $collection): collection {
        $line = [];
        $columns = [
            'userid', 'entrykey', 'version', 'status', 'courseid', 'component', 'decision', 'decidedat', 'host', 'hostname',
            'starts', 'ends', 'titleskk', 'titlesru', 'titlesen', 'credits', 'letter', 'points', 'percentage', 'ruletext',
            'originals', 'reasons', 'conversion', 'usermodified', 'timecreated',
        ];
        foreach ($columns as $column) {
            $line[$column] = 'privacy:metadata:line:' . $column;
        }
        $collection->add_database_table(transcript::TABLE, $line, 'privacy:metadata:line');
        $receipt = [];
        $columns = [
            'userid', 'courseid', 'component', 'entrykey', 'action', 'percentbefore', 'percentnow', 'usermodified',
            'timecreated',
        ];
        foreach ($columns as $column) {
            $receipt[$column] = 'privacy:metadata:receipt:' . $column;
        }
        $collection->add_database_table(receipts::TABLE, $receipt, 'privacy:metadata:receipt');
        $collection->add_subsystem_link('core_grades', [], 'privacy:metadata:core_grades');

        return $collection;
    }

    /**
     * Find the contexts that hold data about somebody.
     *
     * @param int $userid
     * @return contextlist
     */
    public static function get_contexts_for_userid(int $userid): contextlist {
        $contextlist = new contextlist();
        foreach (self::TABLES as $table) {
            $contextlist->add_from_sql(
                "SELECT ctx.id
                   FROM {context} ctx
                  WHERE ctx.contextlevel = :level AND ctx.instanceid = :instanceid
                        AND EXISTS (SELECT 1 FROM {{$table}} kept WHERE kept.userid = :userid)",
                ['level' => CONTEXT_USER, 'instanceid' => $userid, 'userid' => $userid]
            );
        }

        return $contextlist;
    }

    /**
     * Find who has data in a context.
     *
     * @param userlist $userlist
     */
    public static function get_users_in_context(userlist $userlist): void {
        $context = $userlist->get_context();
        if (!$context instanceof \context_user) {
            return;
        }
        foreach (self::TABLES as $table) {
            $sql = "SELECT kept.userid FROM {{$table}} kept WHERE kept.userid = :userid";
            $userlist->add_from_sql('userid', $sql, ['userid' => $context->instanceid]);
        }
    }

    /**
     * Export what is kept about somebody.
     *
     * @param approved_contextlist $contextlist
     */
    public static function export_user_data(approved_contextlist $contextlist): void {
        $userid = (int) $contextlist->get_user()->id;
        foreach ($contextlist->get_contexts() as $context) {
            if (self::is_own($context, $userid)) {
                self::export_lines($context, $userid);
                self::export_receipts($context, $userid);
            }
        }
    }

    /**
     * Erase everybody's data in a context.
     *
     * @param \context $context
     */
    public static function delete_data_for_all_users_in_context(\context $context): void {
        if ($context instanceof \context_user) {
            self::erase((int) $context->instanceid);
        }
    }

    /**
     * Erase somebody's data.
     *
     * @param approved_contextlist $contextlist
     */
    public static function delete_data_for_user(approved_contextlist $contextlist): void {
        $userid = (int) $contextlist->get_user()->id;
        foreach ($contextlist->get_contexts() as $context) {
            if (self::is_own($context, $userid)) {
                self::erase($userid);
            }
        }
    }

    /**
     * Erase several people's data in a context.
     *
     * @param approved_userlist $userlist
     */
    public static function delete_data_for_users(approved_userlist $userlist): void {
        foreach ($userlist->get_userids() as $userid) {
            if (self::is_own($userlist->get_context(), (int) $userid)) {
                self::erase((int) $userid);
            }
        }
    }

    /**
     * Tell whether a context is somebody's own.
     *
     * @param \context $context
     * @param int $userid
     * @return bool
     */
    private static function is_own(\context $context, int $userid): bool {
        return $context instanceof \context_user && (int) $context->instanceid === $userid;
    }

    /**
     * Erase what is kept about somebody.
     *
     * @param int $userid
     */
    private static function erase(int $userid): void {
        global $DB;

        foreach (self::TABLES as $table) {
            $DB->delete_records($table, ['userid' => $userid]);
        }
    }

    /**
     * Export the lines of somebody's transcript, every version.
     *
     * @param \context $context
     * @param int $userid
     */
    private static function export_lines(\context $context, int $userid): void {
        global $DB;

        $lines = array_map(static function (\stdClass $row): \stdClass {
            $line = entry::from_row($row);
            $line->decidedat = $line->decidedat ? transform::datetime($line->decidedat) : '';
            $line->timecreated = transform::datetime($line->timecreated);
            unset($line->id, $line->userid, $line->usermodified);
            return $line;
        }, array_values($DB->get_records(transcript::TABLE, ['userid' => $userid], 'entrykey, version')));
        if ($lines) {
            $path = [get_string('pluginname', 'local_utqyr'), get_string('transcript', 'local_utqyr')];
            writer::with_context($context)->export_data($path, (object) ['lines' => $lines]);
        }
    }

    /**
     * Export the receipts of what was delivered about somebody.
     *
     * @param \context $context
     * @param int $userid
     */
    private static function export_receipts(\context $context, int $userid): void {
        global $DB;

        $kept = array_map(static function (\stdClass $row): \stdClass {
            $row->timecreated = transform::datetime($row->timecreated);
            unset($row->userid, $row->usermodified);
            return $row;
        }, array_values($DB->get_records(receipts::TABLE, ['userid' => $userid], 'id')));
        if ($kept) {
            $path = [get_string('pluginname', 'local_utqyr'), get_string('receipts', 'local_utqyr')];
            writer::with_context($context)->export_data($path, (object) ['receipts' => $kept]);
        }
    }
}
