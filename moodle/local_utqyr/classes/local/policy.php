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
 * What the administrator has chosen.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class policy {
    /** @var string results go to a grade item of their own */
    public const TARGET_ITEM = 'item';

    /** @var string results override the course total */
    public const TARGET_TOTAL = 'total';

    /** @var string the ID number that marks the grade item when nothing else was chosen */
    public const DEFAULT_IDNUMBER = 'utqyr';

    /** @var int how many days receipts are kept when nothing else was chosen */
    public const DEFAULT_RECEIPT_DAYS = 1095;

    /** @var \stdClass the plugin's settings */
    private $settings;

    /**
     * Read the settings once.
     */
    public function __construct() {
        $this->settings = get_config('local_utqyr');
    }

    /**
     * Tell where marks are written.
     *
     * @return string TARGET_ITEM or TARGET_TOTAL
     */
    public function target(): string {
        $chosen = $this->settings->target ?? self::TARGET_ITEM;

        return $chosen === self::TARGET_TOTAL ? self::TARGET_TOTAL : self::TARGET_ITEM;
    }

    /**
     * Tell which ID number marks the grade item.
     *
     * @return string
     */
    public function item_idnumber(): string {
        $chosen = trim($this->settings->itemidnumber ?? '');

        return $chosen === '' ? self::DEFAULT_IDNUMBER : $chosen;
    }

    /**
     * Tell how a grade item that is made here is called.
     *
     * @return string
     */
    public function item_name(): string {
        $chosen = trim($this->settings->itemname ?? '');

        return $chosen === '' ? provenance::in_site_language('itemnamedefault') : $chosen;
    }

    /**
     * Tell whether a student who is not enrolled is enrolled when a result arrives.
     *
     * @return bool
     */
    public function enrols(): bool {
        return !empty($this->settings->enrol) && $this->enrolment_role() > 0;
    }

    /**
     * Tell which role such a student gets.
     *
     * @return int 0 when none was chosen
     */
    public function enrolment_role(): int {
        return (int) ($this->settings->enrolrole ?? 0);
    }

    /**
     * Tell how many days receipts are kept.
     *
     * @return int 0 for ever
     */
    public function receipt_days(): int {
        return max(0, (int) ($this->settings->receiptdays ?? self::DEFAULT_RECEIPT_DAYS));
    }
}
