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
 * Why nothing can be written at a place.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class obstacle {
    /** @var string one of held_code */
    public $code;

    /** @var string a sentence for the operator, in English and without personal data */
    public $detail;

    /**
     * Make an obstacle.
     *
     * @param string $code one of held_code
     * @param string $detail
     */
    public function __construct(string $code, string $detail = '') {
        $this->code = $code;
        $this->detail = $detail;
    }

    /**
     * Tell whether the value behind it can still be read.
     *
     * @return bool
     */
    public function is_readable(): bool {
        return in_array($this->code, held_code::READABLE, true);
    }
}
