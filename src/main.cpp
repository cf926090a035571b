// Parse the command line, do what it says, return the exit code; nothing else.
#include "app/diagnose.hpp"
#include "app/explain_schedule.hpp"
#include "app/healthcheck.hpp"
#include "app/known_secrets.hpp"
#include "app/run.hpp"
#include "app/version.hpp"
#include "slack/manifest.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <sstream>
#include <unistd.h>

int main(int argc, char** argv) {
    CLI::App program{"Approve or deny Privilege Manager elevation requests inside Slack"};
    program.require_subcommand(1);
    int code = 0;

    program.add_subcommand("run", "The bot. Settings come from the environment and .env (see .env.example)")
        ->callback([&] { code = privman::app::run(); });

    auto* schedule =
        program.add_subcommand("schedule", "Questions about the auto-approve schedule")->require_subcommand(1);
    privman::app::ExplainOptions explain;
    auto* explain_command =
        schedule->add_subcommand("explain", "Would a request of that moment be approved automatically, and why?");
    explain_command
        ->add_option("--at", explain.at, "2026-03-08T02:30:00-05:00, or without offset in the schedule's zone")
        ->required();
    explain_command->add_option("--schedule", explain.schedule,
                                "Instead of the stored one: mon-fri 08:00-17:00 America/Chicago");
    explain_command->callback([&] { code = privman::app::explain_schedule(explain); });

    program
        .add_subcommand("healthcheck", "Does the running bot live? Asks HEALTH_LISTEN; for health checks of containers")
        ->callback([&] { code = privman::app::healthcheck(); });
    auto* doctor = program.add_subcommand("doctor", "Look at everything the bot stands on; decides nothing");
    privman::app::DiagnoseOptions diagnosis;
    doctor->add_flag("--json", diagnosis.json, "For machines");
    auto* write_profile =
        doctor->add_option("--write-profile", diagnosis.write_profile, "Write the contract profile that was found");
    doctor->add_flag("--force", diagnosis.force, "Overwrite that file")->needs(write_profile);
    doctor->add_option("--description", diagnosis.description,
                       "A saved API description (OpenAPI) instead of the instance's own");
    doctor->callback([&] { code = privman::app::diagnose(diagnosis); });

    program.add_subcommand("manifest", "Print the manifest that creates the Slack app")->callback([] {
        std::fputs(privman::slack::manifest().c_str(), stdout);
    });
    program.add_subcommand("version", "Version, commit, build")->callback([] {
        std::puts(privman::app::version_line().c_str());
    });

    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // What was typed comes back in the answer, and somebody may have typed a token.
        const auto redactor = privman::app::redactor_for(privman::app::read_environment(".", environ));
        std::ostringstream out;
        std::ostringstream wrong;
        const auto refused = program.exit(error, out, wrong);
        std::fputs(redactor.clean(out.str()).c_str(), stdout);
        std::fputs(redactor.clean(wrong.str()).c_str(), stderr);
        return refused == 0 ? 0 : 1;
    }
    return code;
}
