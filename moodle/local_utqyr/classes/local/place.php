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
 * One student in one component: what stands there, and what keeps a result from being written.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class place {
    /** @var int the student's account; 0: unknown */
    public $userid = 0;

    /** @var string the language the student reads Moodle in */
    public $language = '';

    /** @var course_target|null the course, where it is known */
    public $target;

    /** @var \stdClass|null the student's row in grade_grades */
    public $grade;

    /** @var obstacle|null why the student cannot get anything */
    public $studentobstacle;

    /** @var obstacle|null why the course cannot take a result of this student */
    public $courseobstacle;

    /** @var bool the student is to be enrolled first */
    public $needsenrolment = false;

    /** @var \stdClass|null id and fingerprint of the newest receipt */
    public $receipt;

    /** @var \stdClass|null id, version, fingerprint and status of the newest version of the line */
    public $line;

    /**
     * Find the obstacle a mark would meet; a lock or an override last.
     *
     * @return obstacle|null
     */
    public function obstacle(): ?obstacle {
        return $this->studentobstacle ?? $this->courseobstacle ?? $this->closed();
    }

    /**
     * Give the grade that stands there.
     *
     * A calculated course total is nobody's mark as long as it is at its minimum.
     *
     * @return int|null hundredths of a percent; null: none
     */
    public function standing(): ?int {
        if (!$this->is_readable() || $this->grade === null || $this->grade->finalgrade === null) {
            return null;
        }
        [$minimum, $maximum] = $this->range();
        if ($maximum - $minimum < percentage::SMALLEST_RANGE) {
            return null;
        }
        $value = (float) $this->grade->finalgrade;
        if ($this->target->item->is_course_item() && !$this->grade->overridden && $value <= $minimum) {
            return null;
        }

        return percentage::from_range($value, $minimum, $maximum);
    }

    /**
     * Tell whether students see nothing that stands here.
     *
     * @return bool
     */
    public function is_hidden(): bool {
        if ($this->target === null) {
            return false;
        }
        $until = $this->grade === null ? 0 : (int) $this->grade->hidden;

        return $this->target->is_hidden() || $until === 1 || $until > time();
    }

    /**
     * Tell whether what stands here can be read: behind a lock or an override it can.
     *
     * @return bool
     */
    private function is_readable(): bool {
        if ($this->studentobstacle !== null || $this->target === null || $this->target->item === null) {
            return false;
        }

        return $this->courseobstacle === null || $this->courseobstacle->is_readable();
    }

    /**
     * Give the range the student's grade is on.
     *
     * A course total's range may change with the course, so each grade keeps its own.
     *
     * @return float[] minimum and maximum
     */
    private function range(): array {
        $item = $this->target->item;
        if ($item->is_course_item()) {
            return [(float) $this->grade->rawgrademin, (float) $this->grade->rawgrademax];
        }

        return [(float) $item->grademin, (float) $item->grademax];
    }

    /**
     * Find what closes this one student's grade.
     *
     * @return obstacle|null
     */
    private function closed(): ?obstacle {
        if ($this->grade === null) {
            return null;
        }
        $locktime = (int) $this->grade->locktime;
        if ($this->grade->locked || ($locktime && $locktime < time())) {
            return new obstacle(held_code::GRADE_LOCKED);
        }
        // A total is written by overriding it: whose override stands there shows in its value.
        if ($this->grade->overridden && !$this->target->item->is_course_item()) {
            return new obstacle(held_code::GRADE_OVERRIDDEN);
        }

        return null;
    }
}
