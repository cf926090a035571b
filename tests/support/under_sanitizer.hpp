// How much of a long run is left where every step costs ten times as much. The whole of it runs in a tree without
// sanitizers; of those, scripts/test builds the long ones only (simulator, weeks of the schedule).
#pragma once

namespace privman::testing {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool under_sanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool under_sanitizer = true;
#else
inline constexpr bool under_sanitizer = false;
#endif
#else
inline constexpr bool under_sanitizer = false;
#endif

}  // namespace privman::testing
