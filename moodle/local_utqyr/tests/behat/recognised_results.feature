@local @local_utqyr
Feature: Recognised results are seen by those they concern
  In order to know what of a stay elsewhere counts at home
  As a student, a teacher or a coordinator
  I see what was recognised, from where, what waits and why

  Background:
    Given the following "users" exist:
      | username | firstname | lastname | idnumber |
      | aruzhan  | Aruzhan   | Bekova   | S001     |
      | erlan    | Erlan     | Nurgali  | S002     |
      | gulnar   | Gulnar    | Sarsen   |          |
      | dina     | Dina      | Omarova  |          |
    And the following "courses" exist:
      | fullname     | shortname | idnumber |
      | Econometrics | ECO2201   | ECO2201  |
    And the following "course enrolments" exist:
      | user    | course  | role           |
      | aruzhan | ECO2201 | student        |
      | gulnar  | ECO2201 | editingteacher |
    And the following "system role assigns" exist:
      | user | role    |
      | dina | manager |
    And the following "local_utqyr > lines" exist:
      | user    | key     | component | status     | titlesen     | letter | reasons                           |
      | aruzhan | ECO2201 | ECO2201   | recognised | Econometrics | B+     |                                   |
      | aruzhan | case:1  |           | waiting    |              |        | unmapped-course,outside-agreement |

  Scenario: A student sees what counts, what waits and why
    Given I log in as "aruzhan"
    When I follow "Profile" in the user menu
    And I follow "Recognised results"
    Then I should see "Econometrics"
    And I should see "B+"
    And I should see "The course is not in the learning agreement."

  Scenario: A student for whom nothing came is told so
    Given I log in as "erlan"
    When I follow "Profile" in the user menu
    And I follow "Recognised results"
    Then I should see "Nothing has arrived yet"

  Scenario: A teacher sees whose results count for the course
    Given I am on the "Econometrics" course page logged in as gulnar
    When I navigate to "Reports" in current page administration
    And I click on "Recognised from elsewhere" "link"
    Then I should see "Aruzhan Bekova"
    And I should see "recognised"

  Scenario: A coordinator finds a student
    Given I log in as "dina"
    When I navigate to "Reports > Students' recognised results" in site administration
    And I set the field "Name or student number" to "S001"
    And I press "Show"
    And I follow "Aruzhan Bekova"
    Then I should see "Econometrics"
    And I should see "What waits"
