"""Both roles may do what their part needs, to what it needs it for, and nothing else; in the JSON files and in the template."""
import unittest

from deployments import chosen, every_choice, json_file, main, resources_of, template, walk

# The only right that AWS cannot tie to a resource.
UNTIED = {"ecr:GetAuthorizationToken"}
EXECUTION = {"ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage",
             "ecr:GetDownloadUrlForLayer", "logs:CreateLogStream", "logs:PutLogEvents", "ssm:GetParameters"}
TASK = {"ssm:GetParameterHistory", "ssm:GetParameters", "ssm:PutParameter", "elasticfilesystem:ClientMount",
        "elasticfilesystem:ClientWrite"}
VOLUME = {"elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"}


def as_list(value):
    return value if isinstance(value, list) else [value]


def statements_of(role, conditions):
    properties = chosen(template()["Resources"][role]["Properties"], conditions)
    return [statement for policy in properties["Policies"] for statement in policy["PolicyDocument"]["Statement"]]


def actions(statements):
    return {action for statement in statements for action in as_list(statement["Action"])}


class TheRoles(unittest.TestCase):
    def each(self):
        yield json_file("iam/execution-role.json")["Statement"]
        yield json_file("iam/task-role.json")["Statement"]
        for choice in every_choice():
            yield statements_of("ExecutionRole", choice)
            yield statements_of("TaskRole", choice)

    def test_may_do_only_what_is_written_here(self):
        met, unmet = every_choice()
        self.assertEqual(actions(json_file("iam/execution-role.json")["Statement"]), EXECUTION)
        self.assertEqual(actions(statements_of("ExecutionRole", met)), EXECUTION | {"kms:Decrypt"})
        self.assertEqual(actions(statements_of("ExecutionRole", unmet)), EXECUTION)
        self.assertEqual(actions(json_file("iam/task-role.json")["Statement"]), TASK)
        self.assertEqual(actions(statements_of("TaskRole", met)), TASK)
        self.assertEqual(actions(statements_of("TaskRole", unmet)), TASK - VOLUME)

    def test_have_no_right_by_wildcard(self):
        for statements in self.each():
            for statement in statements:
                self.assertEqual(statement["Effect"], "Allow")
                self.assertNotIn("NotAction", statement)
                self.assertNotIn("NotResource", statement)
                for action in as_list(statement["Action"]):
                    self.assertNotIn("*", action)

    def test_have_rights_over_what_is_named_alone(self):
        for statements in self.each():
            for statement in statements:
                for resource in as_list(statement["Resource"]):
                    if resource == "*":
                        self.assertLessEqual(set(as_list(statement["Action"])), UNTIED, statement["Sid"])
                    else:
                        self.assertRegex(resource, r"^(arn:aws:[a-z0-9]+:eu-central-1:111122223333:[^*]+(/\*|:\*)?|<[A-Za-z.]+>)$")

    def test_are_apart_where_secrets_are_concerned(self):
        """The bot's own role reads no secret, and the role that hands secrets over writes nothing."""
        for file in ("iam/task-role.json",):
            for _, value in walk(json_file(file)):
                self.assertNotIn("secret", str(value).lower() if isinstance(value, str) else "")
        self.assertNotIn("ssm:PutParameter", actions(json_file("iam/execution-role.json")["Statement"]))

    def test_can_be_taken_by_tasks_of_this_account_alone(self):
        trusts = [json_file("iam/trust.json")]
        trusts += [role["Properties"]["AssumeRolePolicyDocument"] for role in resources_of("AWS::IAM::Role").values()]
        self.assertEqual(len(trusts), 3)
        for trust in (chosen(one, every_choice()[0]) for one in trusts):
            (statement,) = trust["Statement"]
            self.assertEqual(statement["Principal"], {"Service": "ecs-tasks.amazonaws.com"})
            self.assertEqual(statement["Action"], "sts:AssumeRole")
            self.assertEqual(statement["Condition"], {
                "StringEquals": {"aws:SourceAccount": "111122223333"},
                "ArnLike": {"aws:SourceArn": "arn:aws:ecs:eu-central-1:111122223333:*"}})

    def test_reach_the_state_that_the_settings_name(self):
        bot = json_file("task-definition.json")["containerDefinitions"][0]
        prefix = {one["name"]: one["value"] for one in bot["environment"]}["SETTINGS_STORE"].removeprefix("ssm:")
        (statement,) = [one for one in json_file("iam/task-role.json")["Statement"] if "ssm:PutParameter" in one["Action"]]
        self.assertTrue(statement["Resource"].endswith(f":parameter{prefix}/*"))
        secrets = {one["valueFrom"] for one in bot["secrets"]}
        (statement,) = [one for one in json_file("iam/execution-role.json")["Statement"] if "ssm:GetParameters" in one["Action"]]
        self.assertEqual(set(statement["Resource"]), secrets)
        self.assertFalse([arn for arn in secrets if f":parameter{prefix}/" in arn], "state and secrets share a path")


class OtherPolicies(unittest.TestCase):
    def test_let_nobody_mount_the_volume_in_the_clear(self):
        (volume,) = resources_of("AWS::EFS::FileSystem").values()
        denied = [one for one in volume["Properties"]["FileSystemPolicy"]["Statement"] if one["Effect"] == "Deny"]
        self.assertEqual(denied[0]["Condition"], {"Bool": {"aws:SecureTransport": "false"}})
        self.assertNotIn("elasticfilesystem:ClientRootAccess", TASK)

    def test_let_this_account_alone_raise_an_alarm(self):
        statement = self.topic_statements()["cloudwatch.amazonaws.com"]
        self.assertEqual(statement["Condition"], {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}})

    def test_let_events_through_without_a_condition(self):
        """EventBridge publishes to a topic without the values a condition could ask for, and tells nobody of the refusal."""
        self.assertNotIn("Condition", self.topic_statements()["events.amazonaws.com"])

    def topic_statements(self):
        (policy,) = resources_of("AWS::SNS::TopicPolicy").values()
        statements = {one["Principal"]["Service"]: one for one in policy["Properties"]["PolicyDocument"]["Statement"]}
        self.assertEqual(set(statements), {"cloudwatch.amazonaws.com", "events.amazonaws.com"})
        for statement in statements.values():
            self.assertEqual((statement["Effect"], statement["Action"], statement["Resource"]),
                             ("Allow", "sns:Publish", {"Ref": "Alarms"}))
        return statements


if __name__ == "__main__":
    main()
