# Run after a test program was linked: asks it for its suites, and writes one ctest test for each of them.
#   cmake -DPROGRAM=FILE -DPREFIX=domain -DLABEL=unit -DTIMEOUT=300 -DOUTPUT=FILE -P DiscoverSuites.cmake
execute_process(COMMAND "${PROGRAM}" --gtest_list_tests OUTPUT_VARIABLE listed RESULT_VARIABLE code)
if(code)
    message(FATAL_ERROR "${PROGRAM} does not list its tests: ${code}")
endif()
string(REPLACE ";" "\\;" listed "${listed}")
string(REPLACE "\n" ";" lines "${listed}")
set(text "")
foreach(line IN LISTS lines)
    # A suite stands at the beginning of its line and ends with a dot; its cases are indented.
    if(line MATCHES "^([^ ]+)\\.( .*)?$")
        set(suite "${CMAKE_MATCH_1}")
        string(APPEND text "add_test([=[${PREFIX}.${suite}]=] [=[${PROGRAM}]=] [=[--gtest_filter=${suite}.*]=] --gtest_brief=1)\n"
            "set_tests_properties([=[${PREFIX}.${suite}]=] PROPERTIES LABELS \"${LABEL}\" TIMEOUT ${TIMEOUT})\n")
    endif()
endforeach()
if(text STREQUAL "")
    message(FATAL_ERROR "${PROGRAM} lists no suite")
endif()
file(WRITE "${OUTPUT}" "${text}")
