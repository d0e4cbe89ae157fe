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

namespace local_utqyr;

/**
 * The plugin's tables are ones that every database of Moodle can have.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @coversNothing
 */
final class schema_test extends \advanced_testcase {
    /**
     * No database reserves the name of a column: Moodle does not quote names when it writes rows.
     */
    public function test_no_database_reserves_the_name_of_a_column(): void {
        global $CFG;
        require_once($CFG->libdir . '/ddllib.php');

        $file = new \xmldb_file($CFG->dirroot . '/local/utqyr/db/install.xml');
        $this->assertTrue($file->loadXMLStructure());
        $reserved = \sql_generator::getAllReservedWords();
        $columns = [];
        foreach ($file->getStructure()->getTables() as $table) {
            foreach ($table->getFields() as $field) {
                $columns[] = $field->getName();
            }
        }

        $this->assertContains('entrykey', $columns);
        $this->assertSame([], array_values(array_intersect($columns, array_keys($reserved))));
    }
}
