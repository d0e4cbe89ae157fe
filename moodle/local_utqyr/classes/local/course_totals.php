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

use local_utqyr\task\compute_totals;

/**
 * Has course totals computed after marks were written, in the way that is least work for each course.
 *
 * few marks ............................ one student's total with each mark, as Moodle does it by itself
 * many, in a course of not many more ... the course's totals once, at the end of the batch
 * many, in a much larger course ........ the course's totals once, by a task a moment later
 * a course whose totals wait anyway .... left to wait: what somebody else changed is not ours to hurry
 *
 * A course whose totals are not computed with each mark is flagged before the first and after the last mark, as
 * Moodle flags it: whoever looks at its grades first has them computed. A batch that is cut off leaves nothing stale.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class course_totals {
    /** @var string the student's total with each mark */
    private const SINGLY = 'singly';

    /** @var string the course's totals at the end of the batch */
    private const TOGETHER = 'together';

    /** @var string the course's totals by a task */
    private const LATER = 'later';

    /** @var string nothing but the flag */
    private const LEFT = 'left';

    /** @var int marks of one batch in one course up to which each has its student's total computed */
    private const FEW = 10;

    /** @var int people whose totals may be computed within the call, however few marks there are */
    private const NOT_MANY = 100;

    /** @var int people whose totals take, computed together, as many queries as one person's alone: 4 each against 26 */
    private const ALIKE = 6;

    /** @var string[] by course id: how its totals are computed */
    private $ways = [];

    /** @var \grade_item[] by course id: the item marks are written to */
    private $items = [];

    /**
     * Find out how much work each course's totals are.
     *
     * @param course_target[] $targets
     */
    public static function weigh(array $targets): void {
        global $DB;

        if (!$targets) {
            return;
        }
        $bycourse = [];
        foreach ($targets as $target) {
            $bycourse[$target->course->id] = $target;
        }
        [$in, $parameters] = $DB->get_in_or_equal(array_keys($bycourse), SQL_PARAMS_NAMED);
        $rows = $DB->get_records_sql(
            "SELECT gi.courseid, gi.needsupdate, COUNT(gg.id) AS people
               FROM {grade_items} gi
          LEFT JOIN {grade_grades} gg ON gg.itemid = gi.id
              WHERE gi.courseid $in AND gi.itemtype = :itemtype
           GROUP BY gi.courseid, gi.needsupdate",
            $parameters + ['itemtype' => 'course']
        );
        foreach ($rows as $row) {
            $bycourse[$row->courseid]->gradedpeople = (int) $row->people;
            $bycourse[$row->courseid]->totalswait = (bool) $row->needsupdate;
        }
    }

    /**
     * Choose the way of a course before its first mark is written.
     *
     * @param course_target $target whose item is there
     * @param int $marks how many will be written
     * @param bool $isnew the item was made just now, which concerns everybody's total
     */
    public function expect(course_target $target, int $marks, bool $isnew): void {
        $way = $this->way_of($target, $marks, $isnew);
        $this->ways[$target->course->id] = $way;
        $this->items[$target->course->id] = $target->item;
        if ($way !== self::SINGLY) {
            $target->item->force_regrading();
        }
    }

    /**
     * Compute one student's total after a mark, where the course's totals are computed that way.
     *
     * @param \grade_item $item
     * @param int $userid
     */
    public function follow(\grade_item $item, int $userid): void {
        if (($this->ways[$item->courseid] ?? self::SINGLY) !== self::SINGLY) {
            return;
        }
        if (grade_regrade_final_grades($item->courseid, $userid, $item) !== true) {
            $item->force_regrading();
        }
    }

    /**
     * Compute the totals that were put off, after the last mark.
     *
     * The flag is set once more: somebody may have looked at the grades, and so cleared it, between two marks.
     */
    public function settle(): void {
        foreach ($this->ways as $courseid => $way) {
            if ($way !== self::SINGLY) {
                $this->items[$courseid]->force_regrading();
            }
            if ($way === self::TOGETHER) {
                $this->compute($courseid);
            } else if ($way === self::LATER) {
                compute_totals::queue($courseid);
            }
        }
        $this->ways = [];
    }

    /**
     * Choose the way of a course.
     *
     * @param course_target $target
     * @param int $marks
     * @param bool $isnew
     * @return string
     */
    private function way_of(course_target $target, int $marks, bool $isnew): string {
        if ($target->totalswait) {
            return self::LEFT;
        }
        $people = $target->gradedpeople;
        if (!$isnew && $marks <= self::FEW && $people >= self::ALIKE * ($marks - 1)) {
            return self::SINGLY;
        }

        return $people <= max(self::NOT_MANY, self::ALIKE * $marks) ? self::TOGETHER : self::LATER;
    }

    /**
     * Compute a course's totals, all at once or not at all.
     *
     * Where it fails the course stays flagged, and Moodle tries again when somebody looks at its grades.
     *
     * @param int $courseid
     */
    private function compute(int $courseid): void {
        global $DB;

        $transaction = $DB->start_delegated_transaction();
        try {
            grade_regrade_final_grades($courseid);
            $transaction->allow_commit();
        } catch (\Throwable $problem) {
            roll_back::quietly($transaction, $problem);
        }
    }
}
