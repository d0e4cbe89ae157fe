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
 * Where a mark comes from, in words for the student: the feedback beside the mark.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class provenance {
    /**
     * Say where a result comes from.
     *
     * @param entry $entry
     * @param string $language the student's
     * @return string plain text
     */
    public static function of(entry $entry, string $language): string {
        $lines = [self::say('feedbackhost', self::host_of($entry), $language)];
        foreach ($entry->get('originals') as $original) {
            $lines[] = self::say('feedbackoriginal', self::filled([
                'course' => trim($original['code'] . ' ' . $original['title']),
                'grade' => trim($original['grade'] . ' ' . self::in_brackets($original['gradescheme'])),
                'credits' => trim($original['credits'] . ' ' . $original['creditsscheme']),
            ]), $language);
        }
        if ($entry->get('credits') !== '') {
            $lines[] = self::say('feedbackcredits', $entry->get('credits'), $language);
        }
        if ($entry->get('rule') !== '') {
            $lines[] = self::say('feedbackrule', $entry->get('rule'), $language);
        }
        if ($entry->get('decision') !== '') {
            $lines[] = self::say('feedbackdecision', $entry->get('decision'), $language);
        }

        return implode("\n", $lines);
    }

    /**
     * Say something in the language of the site.
     *
     * @param string $key
     * @return string
     */
    public static function in_site_language(string $key): string {
        global $CFG;

        return self::say($key, null, $CFG->lang);
    }

    /**
     * Name the host.
     *
     * @param entry $entry
     * @return string
     */
    private static function host_of(entry $entry): string {
        return $entry->get('hostname') !== '' ? $entry->get('hostname') : $entry->get('host');
    }

    /**
     * Put a text into brackets unless it is empty.
     *
     * @param string $text
     * @return string
     */
    private static function in_brackets(string $text): string {
        return $text === '' ? '' : "($text)";
    }

    /**
     * Put a dash where nothing is known.
     *
     * @param string[] $parts
     * @return string[]
     */
    private static function filled(array $parts): array {
        return array_map(static function (string $part): string {
            return $part === '' ? '–' : $part;
        }, $parts);
    }

    /**
     * Say something.
     *
     * @param string $key
     * @param mixed $facts
     * @param string $language
     * @return string
     */
    private static function say(string $key, $facts, string $language): string {
        return get_string_manager()->get_string($key, 'local_utqyr', $facts, $language);
    }
}
