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
 * Percentages as whole hundredths, and their way onto a grade item's own range and back.
 *
 * The database keeps grades with five decimals, so every percentage with two decimals comes back as it went
 * on any range of at least SMALLEST_RANGE.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class percentage {
    /** @var float below this, five stored decimals cannot hold a percentage with two */
    public const SMALLEST_RANGE = 0.2;

    /** @var int decimals of a stored grade */
    private const STORED_DECIMALS = 5;

    /** @var int a hundred percent */
    private const FULL = 10000;

    /**
     * Read a percentage of 0 to 100 with at most two decimals.
     *
     * @param string $text such as `85` or `66.67`
     * @return int|null hundredths, or null for anything else
     */
    public static function from_text(string $text): ?int {
        if (!preg_match('/^(\d{1,3})(?:\.(\d{1,2}))?$/D', $text, $parts)) {
            return null;
        }
        $hundredths = 100 * (int) $parts[1] + (int) str_pad($parts[2] ?? '', 2, '0');

        return $hundredths <= self::FULL ? $hundredths : null;
    }

    /**
     * Write hundredths as text without useless zeros.
     *
     * @param int|null $hundredths what stands there, which may lie beyond 0 to 100; null for nothing
     * @return string|null
     */
    public static function to_text(?int $hundredths): ?string {
        if ($hundredths === null) {
            return null;
        }
        $sign = $hundredths < 0 ? '-' : '';
        $whole = intdiv(abs($hundredths), 100);
        $rest = abs($hundredths) % 100;
        if ($rest === 0) {
            return $sign . $whole;
        }

        return $sign . $whole . '.' . rtrim(sprintf('%02d', $rest), '0');
    }

    /**
     * Map a percentage onto a range.
     *
     * @param int $hundredths
     * @param float $minimum
     * @param float $maximum
     * @return float rounded as the database keeps it
     */
    public static function onto_range(int $hundredths, float $minimum, float $maximum): float {
        return round($minimum + $hundredths / self::FULL * ($maximum - $minimum), self::STORED_DECIMALS);
    }

    /**
     * Map a value on a range back to a percentage.
     *
     * @param float $value
     * @param float $minimum
     * @param float $maximum
     * @return int hundredths
     */
    public static function from_range(float $value, float $minimum, float $maximum): int {
        return (int) round(($value - $minimum) / ($maximum - $minimum) * self::FULL);
    }
}
