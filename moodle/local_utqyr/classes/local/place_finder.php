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
 * Looks a whole batch of places up at once; the number of queries does not grow with the batch.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class place_finder {
    /** @var int places looked up together; keeps every query below the smallest limit of parameters (2,100) */
    private const AT_ONCE = 500;

    /** @var policy */
    private $policy;

    /** @var course_target[] by component: one object per course however often it is asked for */
    private $targets = [];

    /**
     * Make a finder.
     *
     * @param policy $policy
     */
    public function __construct(policy $policy) {
        $this->policy = $policy;
    }

    /**
     * Look places up.
     *
     * @param array $asked any keys => [student number, component or '', entry key or '']
     * @return place[] under the same keys
     */
    public function find(array $asked): array {
        $places = [];
        foreach (array_chunk($asked, self::AT_ONCE, true) as $some) {
            $places += $this->find_some($some);
        }

        return $places;
    }

    /**
     * Look as many places up as fit into one query.
     *
     * @param array $asked
     * @return place[]
     */
    private function find_some(array $asked): array {
        $students = new student_finder();
        $accounts = $students->accounts(self::distinct(array_column($asked, 0)));
        $this->find_courses(self::distinct(array_filter(array_column($asked, 1), 'strlen')));
        $places = [];
        foreach ($asked as $key => [$number, $component]) {
            $places[$key] = $this->place_of($accounts[$number], $component);
        }
        $userids = [];
        $courseids = [];
        foreach ($places as $place) {
            if ($place->userid) {
                $userids[$place->userid] = $place->userid;
                if ($place->target) {
                    $courseids[$place->target->course->id] = $place->target->course->id;
                }
            }
        }
        if ($userids) {
            $enrolments = $students->enrolments(array_values($userids), array_values($courseids));
            $this->add_enrolments($places, $enrolments);
            $this->add_grades($places, array_values($userids));
            receipts::add_newest($places, array_values($userids), array_values($courseids));
            transcript::add_newest($places, array_column($asked, 2), array_keys($asked));
        }

        return $places;
    }

    /**
     * Make distinct strings of what may be numeric keys.
     *
     * @param string[] $texts
     * @return string[]
     */
    private static function distinct(array $texts): array {
        return array_values(array_unique(array_map('strval', $texts), SORT_STRING));
    }

    /**
     * Find the courses that were not found before.
     *
     * @param string[] $components
     */
    private function find_courses(array $components): void {
        $new = array_values(array_filter($components, function (string $component): bool {
            return !array_key_exists($component, $this->targets);
        }));
        if ($new) {
            $found = (new course_finder($this->policy))->find($new);
            foreach ($found as $component => $target) {
                $this->targets[$component] = $target;
            }
            course_totals::weigh(array_filter($found, static function ($target): bool {
                return $target instanceof course_target;
            }));
        }
    }

    /**
     * Put together what is known of one student in one component.
     *
     * @param \stdClass|obstacle $account
     * @param string $component
     * @return place
     */
    private function place_of(object $account, string $component): place {
        $place = new place();
        if ($account instanceof obstacle) {
            $place->studentobstacle = $account;
        } else {
            $place->userid = (int) $account->id;
            $place->language = $account->lang;
            if ($account->suspended) {
                $place->studentobstacle = new obstacle(held_code::SUSPENDED_STUDENT);
            }
        }
        $target = $component === '' ? new obstacle(held_code::UNKNOWN_COMPONENT) : $this->targets[$component];
        if ($target instanceof obstacle) {
            $place->courseobstacle = $target;
        } else {
            $place->target = $target;
            $place->courseobstacle = $target->obstacle;
        }

        return $place;
    }

    /**
     * Add what enrolments keep students from being graded.
     *
     * @param place[] $places
     * @param array $enrolments course id => user id => obstacle or null
     */
    private function add_enrolments(array $places, array $enrolments): void {
        foreach ($places as $place) {
            if (!$place->userid || !$place->target) {
                continue;
            }
            $people = $enrolments[$place->target->course->id] ?? [];
            if (array_key_exists($place->userid, $people)) {
                $place->courseobstacle = $people[$place->userid] ?? $place->courseobstacle;
            } else if ($this->policy->enrols()) {
                $place->needsenrolment = true;
            } else {
                $place->courseobstacle = new obstacle(held_code::NOT_ENROLLED);
            }
        }
    }

    /**
     * Add the rows of the gradebook.
     *
     * @param place[] $places
     * @param int[] $userids
     */
    private function add_grades(array $places, array $userids): void {
        global $DB;

        $itemids = [];
        foreach ($places as $place) {
            if ($place->target && $place->target->item) {
                $itemids[$place->target->item->id] = $place->target->item->id;
            }
        }
        if (!$itemids) {
            return;
        }
        [$items, $parameters] = $DB->get_in_or_equal(array_values($itemids), SQL_PARAMS_NAMED, 'item');
        [$users, $more] = $DB->get_in_or_equal($userids, SQL_PARAMS_NAMED, 'user');
        $rows = $DB->get_recordset_select(
            'grade_grades',
            "itemid $items AND userid $users",
            $parameters + $more,
            '',
            gradebook::GRADE_FIELDS
        );
        $grades = [];
        foreach ($rows as $row) {
            $grades[$row->itemid][$row->userid] = $row;
        }
        $rows->close();
        foreach ($places as $place) {
            if ($place->userid && $place->target && $place->target->item) {
                $place->grade = $grades[$place->target->item->id][$place->userid] ?? null;
            }
        }
    }
}
