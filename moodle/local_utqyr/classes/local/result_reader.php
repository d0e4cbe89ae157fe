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
 * Reads what stands at places; changes nothing.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class result_reader {
    /** @var int places of one call */
    public const LIMIT = 1000;

    /**
     * Read places.
     *
     * @param array $asked as the web service gave them
     * @return array[] in the same order, as the web service gives them
     */
    public function read(array $asked): array {
        if (count($asked) > self::LIMIT) {
            throw new \moodle_exception('toomanyrecords', 'local_utqyr', '', self::LIMIT);
        }
        $asked = array_values($asked);
        $places = (new place_finder(new policy()))->find(array_map(static function (array $one): array {
            return [$one['studentnumber'], $one['component'], $one['entrykey']];
        }, $asked));

        return array_map([$this, 'answer'], $asked, $places);
    }

    /**
     * Say what stands at one place.
     *
     * @param array $asked
     * @param place $place
     * @return array
     */
    private function answer(array $asked, place $place): array {
        $obstacle = $asked['component'] === '' ? $place->studentobstacle : $place->obstacle();
        $line = $place->line;

        return [
            'studentnumber' => $asked['studentnumber'],
            'component' => $asked['component'],
            'entrykey' => $asked['entrykey'],
            'percent' => percentage::to_text($place->standing()),
            'code' => $obstacle === null ? '' : $obstacle->code,
            'hidden' => $place->is_hidden(),
            'fingerprint' => $place->receipt === null ? '' : $place->receipt->fingerprint,
            'entryversion' => $line === null ? 0 : (int) $line->version,
            'entryfingerprint' => $line === null ? '' : $line->fingerprint,
            'entrystatus' => $line === null ? '' : $line->status,
            'detail' => $obstacle === null ? '' : $obstacle->detail,
        ];
    }
}
