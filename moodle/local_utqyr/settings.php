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

/**
 * Settings of the administrator.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use local_utqyr\local\policy;

defined('MOODLE_INTERNAL') || die();

$ADMIN->add('reports', new admin_externalpage(
    'local_utqyr_students',
    new lang_string('allstudents', 'local_utqyr'),
    new moodle_url('/local/utqyr/students.php'),
    'local/utqyr:viewall'
));

if ($hassiteconfig) {
    $settings = new admin_settingpage('local_utqyr', new lang_string('pluginname', 'local_utqyr'));
    $ADMIN->add('localplugins', $settings);

    if ($ADMIN->fulltree) {
        $settings->add(new admin_setting_configselect(
            'local_utqyr/target',
            new lang_string('target', 'local_utqyr'),
            new lang_string('target_desc', 'local_utqyr'),
            policy::TARGET_ITEM,
            [
                policy::TARGET_ITEM => new lang_string('targetitem', 'local_utqyr'),
                policy::TARGET_TOTAL => new lang_string('targettotal', 'local_utqyr'),
            ]
        ));
        $settings->add(new admin_setting_configtext(
            'local_utqyr/itemidnumber',
            new lang_string('itemidnumber', 'local_utqyr'),
            new lang_string('itemidnumber_desc', 'local_utqyr'),
            policy::DEFAULT_IDNUMBER,
            PARAM_RAW_TRIMMED
        ));
        $settings->add(new admin_setting_configtext(
            'local_utqyr/itemname',
            new lang_string('itemname', 'local_utqyr'),
            new lang_string('itemname_desc', 'local_utqyr'),
            '',
            PARAM_TEXT
        ));
        $settings->add(new admin_setting_configcheckbox(
            'local_utqyr/enrol',
            new lang_string('enrol', 'local_utqyr'),
            new lang_string('enrol_desc', 'local_utqyr'),
            0
        ));
        if (!during_initial_install()) {
            $student = get_archetype_roles('student');
            $student = reset($student);
            $settings->add(new admin_setting_configselect(
                'local_utqyr/enrolrole',
                new lang_string('enrolrole', 'local_utqyr'),
                new lang_string('enrolrole_desc', 'local_utqyr'),
                $student ? $student->id : 0,
                get_default_enrol_roles(context_system::instance())
            ));
        }
        $settings->add(new admin_setting_configtext(
            'local_utqyr/receiptdays',
            new lang_string('receiptdays', 'local_utqyr'),
            new lang_string('receiptdays_desc', 'local_utqyr'),
            policy::DEFAULT_RECEIPT_DAYS,
            PARAM_INT
        ));
    }
}
