#include "domain/elevation_request.hpp"

namespace privman {

namespace {

std::string format_1(const ElevationRequest& r) {
    const auto requested = r.requested ? std::to_string(r.requested->time_since_epoch().count()) : std::string{};
    return spelled_apart({&r.id.value, &r.application, &r.version, &r.user, &r.user_full_name, &r.computer, &r.path,
                          &r.command_line, &r.reason, &r.company, &r.signer, &r.rating, &r.hash, &r.policy,
                          &r.requested_text, &requested});
}

}  // namespace

bool was_heard_of(const ElevationRequest& request, std::string ElevationRequest::* fact) {
    if (request.unheard_of == 0) return true;
    for (std::size_t n = 0; n < text_facts.size(); ++n)
        if (text_facts[n].text == fact) return (request.unheard_of >> n & 1U) == 0;
    return true;
}

std::string spelled_apart(std::initializer_list<const std::string*> texts) {
    std::string all;
    for (const auto* text : texts) all.append(std::to_string(text->size())).append(":").append(*text);
    return all;
}

std::optional<std::string> sealed_facts(unsigned format, const ElevationRequest& request) {
    if (format == 1) return format_1(request);
    return std::nullopt;
}

}  // namespace privman
