"""Every deployment gives the program settings that it knows, accepts, and can start with; secrets only as secrets."""
import re
import unittest

import yaml
from deployments import chosen, every_choice, json_file, main, oracle, template, text

# The placeholder of the templates, which the program refuses until somebody names his own instance.
EXAMPLE = "https://example.privilegemanagercloud.com/Tms"
SECRETS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "PRIVMAN_PASSWORD": "secret"}
# What an administrator of the systemd unit writes into /etc/privman-slack/settings.
SETTINGS_FILE = {"PRIVMAN_BASE_URL": "https://acme.privilegemanagercloud.com/Tms", "PRIVMAN_USERNAME": "client",
                 "PRIVMAN_PROFILE": "builtin", "APPROVERS": "channel", "ADMINS": "U0123,U0456"}


def named(pairs):
    return {one["name"]: one.get("value", one.get("valueFrom")) for one in pairs}


def lower_case(pairs):
    return [{name[0].lower() + name[1:]: value for name, value in one.items()} for one in pairs]


def from_task_definition():
    bot = json_file("task-definition.json")["containerDefinitions"][0]
    opened = named(bot["environment"])
    if opened["PRIVMAN_BASE_URL"] == EXAMPLE:
        opened["PRIVMAN_BASE_URL"] = SETTINGS_FILE["PRIVMAN_BASE_URL"]
    return opened, named(bot["secrets"])


def from_template(conditions):
    bot = chosen(template()["Resources"]["Task"]["Properties"], conditions)["ContainerDefinitions"][0]
    return named(lower_case(bot["Environment"])), named(lower_case(bot["Secrets"]))


def without_file(environment):
    """NAME_FILE= names a file with a secret; the rest is open."""
    secrets = {name.removesuffix("_FILE"): value for name, value in environment.items()
               if name.endswith("_FILE") and name.removesuffix("_FILE") in SECRETS}
    return {name: value for name, value in environment.items() if name.removesuffix("_FILE") not in secrets}, secrets


def from_compose():
    bot = yaml.safe_load(text("compose.yaml"))["services"]["bot"]
    assert bot["env_file"] == ["settings"], "a setting that does not reach the bot would be ignored silently"
    opened, secrets = without_file({**SETTINGS_FILE, **bot["environment"]})
    assert set(bot["secrets"]) == {path.rpartition("/")[2] for path in secrets.values()}
    return opened, secrets


def from_systemd():
    lines = text("privman-slack.service").splitlines()
    environment = dict(line.removeprefix("Environment=").split("=", 1) for line in lines if line.startswith("Environment="))
    opened, secrets = without_file(environment)
    handed_over = {line.removeprefix("LoadCredential=").split(":")[0] for line in lines if line.startswith("LoadCredential=")}
    assert handed_over == {path.removeprefix("%d/") for path in secrets.values()}, handed_over
    return {**SETTINGS_FILE, **opened}, secrets


def from_image():
    """What the image brings along: everything above is laid over it."""
    joined = text("../Dockerfile").replace("\\\n", " ")
    line = next(line for line in joined.splitlines() if line.startswith("ENV "))
    return dict(pair.split("=", 1) for pair in line.split()[1:])


KNOWN = {name: (kind == "secret", honoured) for name, kind, honoured in
         (line.split() for line in oracle("names").stdout.splitlines())}
DEPLOYMENTS = {"task-definition.json": from_task_definition(), "compose.yaml": from_compose(),
               "privman-slack.service": from_systemd()}
DEPLOYMENTS.update({f"cloudformation.yaml, conditions {'met' if all(choice.values()) else 'not met'}": from_template(choice)
                    for choice in every_choice()})


class EveryDeployment(unittest.TestCase):
    where = "-"

    def each(self):
        for self.where, (opened, secrets) in DEPLOYMENTS.items():
            yield opened, secrets

    def _formatMessage(self, msg, standardMsg):
        return f"{self.where}: {super()._formatMessage(msg, standardMsg)}"

    def test_names_only_settings_that_exist_and_are_honoured(self):
        self.assertGreater(len(KNOWN), 30)
        for opened, secrets in self.each():
            for name in {*opened, *secrets}:
                if not name.startswith("AWS_"):
                    self.assertIn(name, KNOWN)
                    self.assertEqual(KNOWN[name][1], "yes", name)

    def test_keeps_secrets_out_of_the_environment_and_nothing_else_in_the_secrets(self):
        for opened, secrets in self.each():
            self.assertEqual([name for name in opened if KNOWN.get(name, (False,))[0]], [])
            self.assertEqual([name for name in secrets if not KNOWN[name][0]], [])
            self.assertEqual(set(secrets), set(SECRETS))

    def test_lets_the_program_start(self):
        for opened, secrets in self.each():
            lines = {**from_image(), **opened, **{name: SECRETS[name] for name in secrets}}
            said = oracle("check", "".join(f"{name}={value}\n" for name, value in lines.items()))
            self.assertEqual((said.returncode, said.stdout), (0, ""))

    def test_names_who_says_which_channels_decide(self):
        for opened, _ in self.each():
            self.assertRegex(opened.get("ADMINS", ""), r"^U")
        for command in re.findall(r"APPROVERS=channel.*|Approvers=channel.*", text("README.md")):
            self.assertRegex(command, r"ADMINS=U|Admins=U|^APPROVERS=channel`")

    def test_would_warn_without_admins(self):
        opened, secrets = from_task_definition()
        lines = {**opened, **{name: SECRETS[name] for name in secrets}}
        del lines["ADMINS"]
        said = oracle("check", "".join(f"{name}={value}\n" for name, value in lines.items()))
        self.assertEqual(said.returncode, 1)
        self.assertIn("NO ADMINS", said.stdout)

    def test_would_not_start_it_with_a_slip_of_the_finger(self):
        opened, secrets = from_task_definition()
        lines = {**opened, **{name: SECRETS[name] for name in secrets}, "PRIVMAN_PROFLE": "builtin"}
        said = oracle("check", "".join(f"{name}={value}\n" for name, value in lines.items()))
        self.assertEqual(said.returncode, 1)
        self.assertIn("PRIVMAN_PROFLE", said.stdout)


class Compose(unittest.TestCase):
    def test_leaves_no_memory_image_behind(self):
        self.assertEqual(yaml.safe_load(text("compose.yaml"))["services"]["bot"]["ulimits"], {"core": 0})


class TheTemplateAndTheTaskDefinition(unittest.TestCase):
    def test_give_the_same_settings(self):
        everything = every_choice()[0]
        self.assertEqual(set(from_template(everything)[0]), set(from_task_definition()[0]))


if __name__ == "__main__":
    main()
