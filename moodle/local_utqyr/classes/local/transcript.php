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
 * Lines of students' transcripts: every change is a new version, the newest counts, none is overwritten.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class transcript {
    /** @var string table */
    public const TABLE = 'local_utqyr_line';

    /** @var string the result counts at home */
    public const RECOGNISED = 'recognised';

    /** @var string the result waits for a person; the reasons say why */
    public const WAITING = 'waiting';

    /** @var string the result was taken back */
    public const WITHDRAWN = 'withdrawn';

    /** @var string the line was settled elsewhere */
    public const CLOSED = 'closed';

    /** @var string[] every status */
    public const STATUSES = [self::RECOGNISED, self::WAITING, self::WITHDRAWN, self::CLOSED];

    /** @var string what a newest version is compared by */
    private const NEWEST_FIELDS = 'l.id, l.userid, l.entrykey, l.version, l.fingerprint, l.status';

    /**
     * Write an entry as the next version of its line, unless the newest one says the same.
     *
     * @param place $place whose newest version is known; it knows the new one afterwards
     * @param entry $entry
     * @param string $component
     * @return int the id of the version written; 0 when none was needed
     */
    public static function append(place $place, entry $entry, string $component): int {
        global $DB, $USER;

        if ($place->line !== null && $place->line->fingerprint === $entry->fingerprint()) {
            return 0;
        }
        $row = $entry->as_row();
        $row->userid = $place->userid;
        $row->courseid = $place->target === null ? 0 : (int) $place->target->course->id;
        $row->component = $component;
        $row->version = $place->line === null ? 1 : 1 + (int) $place->line->version;
        $row->usermodified = (int) $USER->id;
        $row->timecreated = time();
        $row->id = $DB->insert_record(self::TABLE, $row);
        $place->line = $row;

        return $row->id;
    }

    /**
     * Add the newest version of a line to each place.
     *
     * @param place[] $places
     * @param string[] $entrykeys which line, in the order of $keys; empty for none
     * @param array $keys of the places
     */
    public static function add_newest(array $places, array $entrykeys, array $keys): void {
        global $DB;

        $wanted = array_filter(array_combine($keys, $entrykeys), 'strlen');
        $userids = [];
        foreach ($wanted as $key => $entrykey) {
            if ($places[$key]->userid) {
                $userids[$places[$key]->userid] = $places[$key]->userid;
            }
        }
        if (!$userids) {
            return;
        }
        [$users, $parameters] = $DB->get_in_or_equal(array_values($userids), SQL_PARAMS_NAMED, 'user');
        $distinct = array_values(array_unique(array_map('strval', $wanted), SORT_STRING));
        [$lines, $more] = $DB->get_in_or_equal($distinct, SQL_PARAMS_NAMED, 'line');
        $rows = $DB->get_recordset_sql(
            "SELECT " . self::NEWEST_FIELDS . "
               FROM {local_utqyr_line} l
              WHERE l.userid $users AND l.entrykey $lines AND " . self::is_newest('l'),
            $parameters + $more
        );
        $newest = [];
        foreach ($rows as $row) {
            $newest[$row->userid][$row->entrykey] = $row;
        }
        $rows->close();
        foreach ($wanted as $key => $entrykey) {
            $place = $places[$key];
            $place->line = $place->userid ? ($newest[$place->userid][$entrykey] ?? null) : null;
        }
    }

    /**
     * Read every version of every line of a student, the oldest first.
     *
     * @param int $userid
     * @return \stdClass[][] by line, in the order in which the lines were first written
     */
    public static function versions_of_student(int $userid): array {
        global $DB;

        $lines = [];
        foreach ($DB->get_records(self::TABLE, ['userid' => $userid], 'version, id') as $row) {
            $lines[$row->entrykey][] = entry::from_row($row);
        }

        return array_values($lines);
    }

    /**
     * Name the hosts that results came from.
     *
     * @return string[] names by SCHAC code, in order of name
     */
    public static function hosts(): array {
        global $DB;

        $names = $DB->get_records_sql_menu(
            "SELECT l.host, MAX(" . $DB->sql_compare_text('l.hostname', 255) . ")
               FROM {local_utqyr_line} l
              WHERE l.host <> ''
           GROUP BY l.host"
        );
        foreach ($names as $host => $name) {
            $names[$host] = (string) $name !== '' ? $name : $host;
        }
        \core_collator::asort($names);

        return $names;
    }

    /**
     * Say in SQL that a row is the newest version of its line.
     *
     * @param string $alias of the table in the query
     * @return string
     */
    public static function is_newest(string $alias): string {
        return "NOT EXISTS (SELECT 1
                              FROM {local_utqyr_line} newer
                             WHERE newer.userid = $alias.userid AND newer.entrykey = $alias.entrykey
                                   AND newer.version > $alias.version)";
    }
}
