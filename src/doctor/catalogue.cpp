#include "doctor/catalogue.hpp"

#include <algorithm>

namespace privman::doctor {

namespace {

constexpr CheckName names[] = {
    {"settings.values", "Every setting can be read and honoured.",
     "Mend the setting that is named, in .env or in the environment; .env.example says what each may be."},
    {"settings.names", "No name of a setting looks like a slip.", "Correct the spelling, or remove the line."},
    {"settings.approvers", "Somebody is named who may decide.",
     "Set APPROVERS to the member ids of those who may decide (in Slack: profile, ⋮, Copy member ID)."},
    {"settings.patterns", "What always waits for people is meant as it is written.",
     "Compare the pattern with docs/path-rules.md, and correct AUTO_APPROVE_EXCEPT."},
    {"settings.transport", "Secrets travel encrypted.",
     "Give PRIVMAN_BASE_URL as https:// and remove PRIVMAN_ALLOW_HTTP."},
    {"settings.clock", "The bot lives in real time.", "Remove SANDBOX_CLOCK."},
    {"settings.memory", "What is remembered survives a restart.",
     "Set STATE_STORE=sqlite:PATH on a disk that outlives the process."},
    {"settings.secret_files", "Only their owner can read .env and the files that hold secrets.",
     "chmod 600 the file that is named."},
    {"machine.certificates", "Certificate authorities are there to judge others by.",
     "Install ca-certificates, or set SSL_CERT_FILE; PRIVMAN_CA_FILE must be a PEM file with certificates."},
    {"machine.proxy", "The proxy settings can be read.",
     "Set HTTPS_PROXY to http://HOST:PORT, and NO_PROXY to the hosts that are reached without it."},
    {"machine.zones", "Time zone data is there and complete.", "Install tzdata."},
    {"machine.clock", "The machine's clocks run.", "Switch on time synchronisation (chrony or systemd-timesyncd)."},
    {"machine.health_port", "HEALTH_LISTEN can be listened on.",
     "Stop the program that holds the port, or name another one in HEALTH_LISTEN."},
    {"slack.reachable", "Slack's Web API answers.",
     "Let this machine reach slack.com on port 443, or name its proxy in HTTPS_PROXY."},
    {"slack.bot_token", "Slack accepts SLACK_BOT_TOKEN as a bot's.",
     "Set SLACK_BOT_TOKEN to the Bot User OAuth Token (xoxb-…) under OAuth & Permissions."},
    {"slack.scopes", "The bot token may do what is needed, and no more.",
     "Set the scopes of manifest.json under OAuth & Permissions, and reinstall the app."},
    {"slack.app_token", "Slack accepts SLACK_APP_TOKEN with connections:write.",
     "Set SLACK_APP_TOKEN to an app-level token with connections:write (Basic Information, App-Level Tokens)."},
    {"slack.socket_mode", "Socket Mode is switched on.", "Switch on Socket Mode in the app's settings."},
    {"slack.clock", "Slack's clock and this machine's agree within a minute.",
     "Switch on time synchronisation on this machine."},
    {"slack.approvers", "Everybody in APPROVERS is an active full member.",
     "Take the person out of APPROVERS, or correct the member id."},
    {"slack.admins", "Everybody in ADMINS is an active full member.",
     "Take the person out of ADMINS, or correct the member id."},
    {"slack.channels", "The bot can post to every registered channel.",
     "Invite the bot, unarchive the channel, or say `unregister` to the bot."},
    {"store.directory", "The directory of the state store can be written.",
     "Create the directory of STATE_STORE and give it to the user who runs the bot."},
    {"store.space", "The disk of the state store has room.", "Free some space, or move STATE_STORE to another disk."},
    {"store.private", "Only the bot's own user can read and write the state store.",
     "chmod 600 the file that is named, and chown it to the user who runs the bot."},
    {"store.open", "The state store opens.", "Restore the file from a backup, or name another path in STATE_STORE."},
    {"store.records", "Every stored record is whole and can be read.",
     "Restore the file from a backup taken before the damage."},
    {"store.ratings", "AUTO_APPROVE_RATINGS leaves the schedule something to approve.",
     "Name the ratings that your instance gives to harmless files in AUTO_APPROVE_RATINGS, if the schedule may approve "
     "them."},
    {"store.schedule", "The stored schedule can be read, in a zone this machine knows.",
     "Set it again in Slack: autoapprove set mon-fri 08:00-17:00 Europe/Berlin."},
    {"aws.credentials", "Credentials for AWS are there.",
     "Give the task a role (ECS task role), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."},
    {"aws.identity", "AWS knows who we are.", "Renew the credentials."},
    {"aws.parameters", "Both parameters can be read.",
     "Allow ssm:GetParameters, ssm:GetParameterHistory and ssm:PutParameter on both parameters for this role."},
    {"aws.documents", "What people edit by hand can be read.",
     "Correct the parameter in AWS, or delete it and set it again in Slack."},
    {"privman.reachable", "Privilege Manager answers at PRIVMAN_BASE_URL.",
     "Check PRIVMAN_BASE_URL, and that this machine may connect to it."},
    {"privman.version", "It is Privilege Manager that answers.",
     "Set PRIVMAN_BASE_URL to the address up to and including /Tms."},
    {"privman.clock", "Privilege Manager's clock and this machine's agree within a minute.",
     "Switch on time synchronisation on this machine."},
    {"privman.login", "Privilege Manager accepts PRIVMAN_USERNAME and PRIVMAN_PASSWORD.",
     "Set both to id and secret of an API Client user; wait before trying again, since refusals lock it."},
    {"privman.list", "The list of pending requests is complete.",
     "Compare the list call of PRIVMAN_PROFILE with the instance's API description."},
    {"privman.rows", "Every row of the list is understood.",
     "Map id and status of these rows in PRIVMAN_PROFILE (fields, status)."},
    {"privman.fields", "A request says who asks for what, where.",
     "Add the instance's names to `fields` in PRIVMAN_PROFILE."},
    {"privman.durations", "Every duration on offer can be said to the instance.",
     "Take it out of DURATIONS, or mend `duration` in PRIVMAN_PROFILE."},
    {"privman.console_link", "Cards link to the console of this instance.",
     "Begin consoleLink in PRIVMAN_PROFILE with {base}."},
    {"contract.verified", "Somebody has seen these calls work.",
     "Decide a harmless request, look at it in the console, and set \"verified\": true in PRIVMAN_PROFILE."},
    {"contract.description", "The instance describes its own calls.",
     "Ask an administrator for services/swagger/docs/v1, and give the saved file with --description FILE."},
    {"contract.operations", "The description names the approval calls.",
     "Compare the operations that are listed with docs/privilege-manager.md, and write the profile by hand."},
    {"contract.profile", "The description says everything that a profile needs.",
     "Check the guess against one request in the console, and correct the written profile."},
    {"contract.list", "The profile that was found lists what waits.",
     "Correct the guesses in the profile that was written, and run doctor again with it."},
    {"contract.differences", "The profile in use says what the description says.",
     "Write the found profile with --write-profile FILE, read it, and name it in PRIVMAN_PROFILE."},
    {"contract.written", "The profile that was found is in the file asked for.",
     "Name a path that can be written and is no link, or add --force to overwrite the file."},
};

}  // namespace

std::span<const CheckName> catalogue() { return names; }

const CheckName* find_check(std::string_view id) {
    const auto* found = std::ranges::find(names, id, &CheckName::id);
    return found == std::end(names) ? nullptr : found;
}

}  // namespace privman::doctor
