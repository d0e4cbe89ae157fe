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
 * Finds students' accounts and their enrolments; the number of queries is constant.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class student_finder {
    /**
     * Find the accounts of some student numbers.
     *
     * @param string[] $numbers
     * @return array number => account (id, suspended, lang), or an obstacle where there is not exactly one account
     */
    public function accounts(array $numbers): array {
        global $DB;

        $found = [];
        $asked = array_filter($numbers, static function (string $number): bool {
            return $number !== '' && \core_text::strlen($number) <= 255; // As long as the column user.idnumber is.
        });
        if ($asked) {
            [$in, $parameters] = $DB->get_in_or_equal($asked);
            $rows = $DB->get_records_select(
                'user',
                "idnumber $in AND deleted = 0",
                $parameters,
                '',
                'id, idnumber, suspended, lang'
            );
            foreach ($rows as $row) {
                $found[$row->idnumber][] = $row;
            }
        }
        $accounts = [];
        foreach ($numbers as $number) {
            $fitting = $found[$number] ?? [];
            $detail = count($fitting) > 1 ? count($fitting) . ' accounts have this ID number' : '';
            $accounts[$number] = count($fitting) === 1
                ? $fitting[0]
                : new obstacle(held_code::UNKNOWN_STUDENT, $detail);
        }

        return $accounts;
    }

    /**
     * Find what keeps students from being graded in courses, by their enrolments and roles.
     *
     * @param int[] $userids
     * @param int[] $courseids
     * @return array course id => user id => obstacle, or null for an active student; no key for nobody enrolled
     */
    public function enrolments(array $userids, array $courseids): array {
        global $DB;

        if (!$userids || !$courseids) {
            return [];
        }
        [$users, $parameters] = $DB->get_in_or_equal($userids, SQL_PARAMS_NAMED, 'user');
        [$courses, $more] = $DB->get_in_or_equal($courseids, SQL_PARAMS_NAMED, 'course');
        $rows = $DB->get_recordset_sql(
            "SELECT ue.userid, e.courseid, ue.status, ue.timestart, ue.timeend, e.status AS methodstatus
               FROM {user_enrolments} ue
               JOIN {enrol} e ON e.id = ue.enrolid
              WHERE ue.userid $users AND e.courseid $courses",
            $parameters + $more
        );
        $active = [];
        foreach ($rows as $row) {
            $counts = self::is_active($row);
            $active[$row->courseid][$row->userid] = $counts || !empty($active[$row->courseid][$row->userid]);
        }
        $rows->close();
        $graded = $this->graded($userids, array_keys($active));
        $obstacles = [];
        foreach ($active as $courseid => $people) {
            foreach ($people as $userid => $isactive) {
                $obstacles[$courseid][$userid] = self::obstacle_of($isactive, isset($graded[$courseid][$userid]));
            }
        }

        return $obstacles;
    }

    /**
     * Tell whether an enrolment is in force.
     *
     * @param \stdClass $enrolment
     * @return bool
     */
    private static function is_active(\stdClass $enrolment): bool {
        $now = time();

        return (int) $enrolment->status === ENROL_USER_ACTIVE
            && (int) $enrolment->methodstatus === ENROL_INSTANCE_ENABLED
            && $enrolment->timestart <= $now
            && (!$enrolment->timeend || $enrolment->timeend > $now);
    }

    /**
     * Find the obstacle of somebody who is enrolled.
     *
     * @param bool $isactive
     * @param bool $isgraded
     * @return obstacle|null
     */
    private static function obstacle_of(bool $isactive, bool $isgraded): ?obstacle {
        if (!$isactive) {
            return new obstacle(held_code::SUSPENDED_STUDENT, 'the enrolment is suspended or not in force');
        }
        if (!$isgraded) {
            return new obstacle(held_code::NOT_ENROLLED, 'the enrolment has no role that is graded');
        }

        return null;
    }

    /**
     * Find who has a role that is graded, in the course itself or above it.
     *
     * @param int[] $userids
     * @param int[] $courseids
     * @return array course id => user id => true
     */
    private function graded(array $userids, array $courseids): array {
        global $CFG, $DB;

        $roleids = array_filter(explode(',', $CFG->gradebookroles ?? ''));
        if (!$roleids || !$courseids) {
            return [];
        }
        $below = [];
        foreach ($courseids as $courseid) {
            $context = \context_course::instance($courseid); // Preloaded with the course.
            foreach ($context->get_parent_context_ids(true) as $contextid) {
                $below[$contextid][] = $courseid;
            }
        }
        [$users, $parameters] = $DB->get_in_or_equal($userids, SQL_PARAMS_NAMED, 'user');
        [$contexts, $more] = $DB->get_in_or_equal(array_keys($below), SQL_PARAMS_NAMED, 'context');
        [$roles, $evenmore] = $DB->get_in_or_equal($roleids, SQL_PARAMS_NAMED, 'role');
        $rows = $DB->get_recordset_sql(
            "SELECT DISTINCT ra.userid, ra.contextid
               FROM {role_assignments} ra
              WHERE ra.userid $users AND ra.contextid $contexts AND ra.roleid $roles",
            $parameters + $more + $evenmore
        );
        $graded = [];
        foreach ($rows as $row) {
            foreach ($below[$row->contextid] as $courseid) {
                $graded[$courseid][$row->userid] = true;
            }
        }
        $rows->close();

        return $graded;
    }
}
