# Two processes under different time zones and locales tell the same story, byte for byte.
foreach(seed 3 17 40 105)
    execute_process(COMMAND "${CMAKE_COMMAND}" -E env TZ=Pacific/Auckland LC_ALL=C "${SIMULATE}" --seed ${seed} --trace
        OUTPUT_VARIABLE here RESULT_VARIABLE first)
    execute_process(COMMAND "${CMAKE_COMMAND}" -E env TZ=America/Caracas LC_ALL=C.UTF-8 LANG=de_DE.UTF-8 "${SIMULATE}"
        --seed ${seed} --trace OUTPUT_VARIABLE there RESULT_VARIABLE second)
    if(NOT first EQUAL 0 OR NOT second EQUAL 0)
        message(FATAL_ERROR "seed ${seed} breaks a rule, or the program does not run")
    endif()
    string(LENGTH "${here}" length)
    if(length LESS 1000)
        message(FATAL_ERROR "seed ${seed} tells no story")
    endif()
    if(NOT here STREQUAL there)
        message(FATAL_ERROR "seed ${seed} depends on the time zone or the locale of its process")
    endif()
    message(STATUS "seed ${seed}: ${length} bytes, the same twice")
endforeach()
