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
 * What may be done with one record, given what stands there; touches nothing.
 *
 * A record that is faulty ............................ refused
 * no mark concerned: an unknown student .............. refused
 * the wanted mark stands there, behind a lock even .. the mark is left, the line may be written
 * an obstacle ....................................... refused
 * somebody else's mark, or ours taken away .......... conflict
 * what we wrote last ................................ write
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class judgement {
    /** @var string the mark is to be written */
    public const WRITE = 'write';

    /** @var string the mark stands there already, or none is concerned */
    public const LEAVE = 'leave';

    /** @var string somebody else's mark stands there */
    public const CONFLICT = 'conflict';

    /** @var string there is an obstacle */
    public const REFUSE = 'refuse';

    /** @var string one of the constants */
    public $outcome;

    /** @var obstacle|null why not, for REFUSE */
    public $obstacle;

    /**
     * Make a judgement.
     *
     * @param string $outcome
     * @param obstacle|null $obstacle
     */
    private function __construct(string $outcome, ?obstacle $obstacle = null) {
        $this->outcome = $outcome;
        $this->obstacle = $obstacle;
    }

    /**
     * Judge one record.
     *
     * @param request $request
     * @param place $place
     * @return judgement
     */
    public static function of(request $request, place $place): judgement {
        $fault = $request->fault();
        if ($fault !== null) {
            return new self(self::REFUSE, $fault);
        }
        if (!$request->concernsmark) {
            return $place->userid ? new self(self::LEAVE) : new self(self::REFUSE, $place->studentobstacle);
        }
        $obstacle = $place->obstacle();
        if ($obstacle !== null && !$obstacle->is_readable()) {
            return new self(self::REFUSE, $obstacle);
        }
        $standing = $place->standing();
        if ($standing === $request->wanted_hundredths()) {
            return new self(self::LEAVE);
        }
        if ($obstacle !== null) {
            return new self(self::REFUSE, $obstacle);
        }
        if (!$request->expects($standing)) {
            return new self(self::CONFLICT);
        }

        return new self(self::WRITE);
    }
}
