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
 * Why a record was refused: the product's own words for what the home Moodle does not take.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class held_code {
    /** @var string no account, or several, have the student number */
    public const UNKNOWN_STUDENT = 'home-unknown-student';

    /** @var string the account or the enrolment is suspended */
    public const SUSPENDED_STUDENT = 'home-suspended-student';

    /** @var string the student is not enrolled in the course, or not as somebody who is graded */
    public const NOT_ENROLLED = 'home-not-enrolled';

    /** @var string no course, or several, have the component code */
    public const UNKNOWN_COMPONENT = 'home-unknown-component';

    /** @var string the course has no grade item that takes percentages */
    public const NO_GRADE_ITEM = 'home-no-grade-item';

    /** @var string several grade items could be meant */
    public const AMBIGUOUS_ITEM = 'home-ambiguous-item';

    /** @var string the grade item is locked */
    public const ITEM_LOCKED = 'home-item-locked';

    /** @var string the student's grade is locked */
    public const GRADE_LOCKED = 'home-grade-locked';

    /** @var string a teacher has overridden the student's grade */
    public const GRADE_OVERRIDDEN = 'home-grade-overridden';

    /** @var string the value is not a percentage */
    public const OUT_OF_RANGE = 'home-out-of-range';

    /** @var string somebody else's mark stands there */
    public const CHANGED_THERE = 'home-changed-there';

    /** @var string anything else; the detail says what */
    public const REFUSED = 'home-refused';

    /** @var string[] obstacles to writing behind which the standing value can still be read */
    public const READABLE = [self::ITEM_LOCKED, self::GRADE_LOCKED, self::GRADE_OVERRIDDEN];
}
