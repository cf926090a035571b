// What people have set from within the chat, between two starts. It may stand elsewhere too, where people edit it by
// hand; then this tells what was found there, and what cannot be trusted.
#pragma once

#include "domain/settings.hpp"
#include "ports/outcome.hpp"

#include <expected>
#include <utility>

namespace privman {

/// Settings, and why they may not be what somebody has set by hand meanwhile.
struct KeptSettings {
    Settings settings;
    SettingsDoubt doubt;
    friend bool operator==(const KeptSettings&, const KeptSettings&) = default;
};

/// Why settings were not changed. `conflict`: the stored version is another one; nothing was changed, and the same may
/// be tried on what is stored now. Any other: see `in_sentences`.
struct NotSet : Failure {
    NotSet(Failure why, bool for_everybody = false) : Failure{std::move(why)}, in_sentences{for_everybody} {}

    /// `what` is whole sentences for people, with the mend; nobody need ask the disk about it. When it is
    /// `unreachable`, nobody knows yet whether it takes effect, and that is what they say.
    bool in_sentences;
};
using SettingsSet = std::expected<Settings, NotSet>;

class SettingsStore {
public:
    virtual ~SettingsStore() = default;

    /// What is remembered here. Waits for the disk alone, so it is not strong where settings stand elsewhere too: what
    /// was not looked at yet is in doubt. Settings that cannot be read fail with `malformed`, those of a newer version
    /// with `newer`.
    virtual Async<Outcome<KeptSettings>> load() = 0;

    /// Read strongly: what stands wherever people can change it. May take as long as somebody else lets it; what could
    /// not be found out is in doubt, and is no failure.
    virtual Async<Outcome<KeptSettings>> read() = 0;

    /// Stored when the stored version equals that of `wanted`; then the stored version is one more, or a few. Durable
    /// when it returns. What only takes rights away (automatic approval switched off, channels removed) is never
    /// refused because of somebody else: it holds here before anybody else is told. The settings as they are then.
    virtual Async<SettingsSet> change(Settings wanted) = 0;
};

}  // namespace privman
